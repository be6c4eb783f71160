import { ref } from "vue";
import { createRouter, createWebHistory, type RouteComponent } from "vue-router";

import EnrolPage from "./phone/EnrolPage.vue";
import { catchUp } from "./phone/offline/updates";
import { speakAtDesk } from "./shared/language";
import { actor, recall } from "./shared/session/identity";
import { owes } from "./shared/session/owed";
import SignInPage from "./shared/session/SignInPage.vue";

const DESK_WIDTH = "(min-width: 60rem)";

/** A page of the desk: code and words of its own, which phones never fetch. */
function desk(page: () => Promise<{ default: RouteComponent }>): () => Promise<RouteComponent> {
  return async () => {
    const [module] = await Promise.all([page(), speakAtDesk()]);
    return module.default;
  };
}

/** A page of the phone, alive from now on: it reads what is kept, and sends what waits. */
function onPhone(page: () => Promise<{ default: RouteComponent }>): () => Promise<RouteComponent> {
  return async () => {
    const [module, { begin }] = await Promise.all([page(), import("./phone/offline/phone")]);
    begin();
    return module.default;
  };
}

/** Such a page with its four places at the thumb, and a word in the head where the figures are invented. */
function phone(page: () => Promise<{ default: RouteComponent }>) {
  return {
    components: {
      default: onPhone(page),
      head: () => import("./phone/SyntheticTag.vue"),
      foot: () => import("./phone/PhoneNav.vue"),
    },
    meta: { isPhone: true },
  };
}

/** Whose first page is not 今日调度, and which one is. */
const HOMES: Record<string, string> = {
  reporter: "month",
  province: "province",
  operator: "operator",
  department: "ledger",
};

const reviewDesk = desk(() => import("./review/desk/ReviewDesk.vue"));

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    {
      path: "/",
      name: "today",
      component: desk(() => import("./desk/today/TodayPage.vue")),
      // The overview was here once: addresses of it that name a place or a day go on meaning it.
      beforeEnter: ({ query, hash }) =>
        query["org_unit"] || query["as_of"] || hash ? { name: "overview", query, hash } : true,
    },
    { path: "/overview", name: "overview", component: desk(() => import("./desk/overview/OverviewPage.vue")) },
    { path: "/sign-in", name: "sign-in", component: SignInPage },
    { path: "/enrol/:code?", name: "enrol", component: EnrolPage },
    { path: "/genuine/:revision/:digest", name: "genuine", component: () => import("./shared/GenuinePage.vue") },
    { path: "/house", name: "house", component: desk(() => import("./shared/session/HousePage.vue")) },
    {
      path: "/second-factor",
      name: "second-factor",
      component: desk(() => import("./shared/session/FactorPage.vue")),
    },
    { path: "/password", name: "password", component: () => import("./shared/session/PasswordPage.vue") },
    { path: "/month", name: "month", ...phone(() => import("./phone/MonthPage.vue")) },
    {
      path: "/month/:form/:period",
      name: "form",
      // Nothing but the form while somebody types.
      component: onPhone(() => import("./phone/form/FormPage.vue")),
      meta: { isPhone: true, isTyping: true },
    },
    { path: "/practice", name: "practice", ...phone(() => import("./phone/practice/PracticePage.vue")) },
    {
      path: "/practice/:form",
      name: "trial",
      component: onPhone(() => import("./phone/practice/TrialPage.vue")),
      meta: { isPhone: true, isTyping: true },
    },
    {
      path: "/outgoing/:id",
      name: "outgoing",
      ...phone(() => import("./phone/OutgoingPage.vue")),
    },
    { path: "/history", name: "history", ...phone(() => import("./phone/HistoryPage.vue")) },
    { path: "/history/:id", name: "report", ...phone(() => import("./phone/ReportPage.vue")) },
    {
      path: "/progress",
      name: "progress",
      ...phone(() => import("./phone/ProgressPage.vue")),
    },
    { path: "/device", name: "device", ...phone(() => import("./phone/DevicePage.vue")) },
    {
      path: "/review",
      name: "review",
      // A reviewer has a pocket and a desk; the width says which one this is.
      component: () => (matchMedia(DESK_WIDTH).matches ? reviewDesk() : import("./review/ReviewPage.vue")),
    },
    { path: "/ledger", name: "ledger", component: desk(() => import("./desk/ledger/LedgerPage.vue")) },
    { path: "/belief", name: "belief", component: desk(() => import("./desk/belief/BeliefPage.vue")) },
    { path: "/questions", name: "questions", component: desk(() => import("./desk/questions/QuestionsPage.vue")) },
    { path: "/order/:id", name: "order", component: desk(() => import("./desk/today/OrderPage.vue")) },
    { path: "/scenarios", name: "scenarios", component: desk(() => import("./desk/scenarios/ScenariosPage.vue")) },
    { path: "/themes/:theme?", name: "themes", component: desk(() => import("./desk/themes/ThemePage.vue")) },
    { path: "/map", name: "tiles", component: desk(() => import("./desk/tiles/TilesPage.vue")) },
    { path: "/dispatch", name: "dispatch", component: desk(() => import("./desk/dispatch/DispatchPage.vue")) },
    { path: "/province", name: "province", component: desk(() => import("./province/ProvincePage.vue")) },
    { path: "/operator", name: "operator", component: desk(() => import("./operator/OperatorPage.vue")) },
    { path: "/releases", name: "releases", component: desk(() => import("./desk/releases/ReleasesPage.vue")) },
    { path: "/accounts", name: "accounts", component: desk(() => import("./operator/AccountsPage.vue")) },
    { path: "/audit", name: "audit", component: desk(() => import("./operator/AuditPage.vue")) },
    { path: "/definitions", name: "definitions", component: desk(() => import("./operator/DefinitionsPage.vue")) },
    { path: "/tables", name: "tables", component: desk(() => import("./desk/tables/TablesPage.vue")) },
    { path: "/superior", name: "superior", component: desk(() => import("./desk/superior/SuperiorPage.vue")) },
    { path: "/burden", name: "burden", component: desk(() => import("./operator/BurdenPage.vue")) },
    { path: "/baselines", name: "baselines", component: desk(() => import("./operator/BaselinesPage.vue")) },
    { path: "/units", name: "units", component: desk(() => import("./desk/units/UnitsPage.vue")) },
    { path: "/imports", name: "imports", component: desk(() => import("./desk/imports/ImportPage.vue")) },
    { path: "/review/:id", name: "judge", component: () => import("./review/JudgePage.vue") },
    { path: "/:rest(.*)*", redirect: { name: "today" } },
  ],
  scrollBehavior(to, from, saved) {
    if (saved) return saved;
    if (to.hash && to.name !== "enrol") return { el: to.hash };
    // Another place or date on the same page: stay where the reader is.
    return to.path === from.path ? false : { top: 0 };
  },
});

/** Pages that ask for nobody. */
export const OUTSIDE: readonly unknown[] = ["sign-in", "house", "enrol", "genuine"];

router.beforeEach(async (to) => {
  if (OUTSIDE.includes(to.name)) return true;
  await recall();
  // Somebody has signed out here, and the server does not know it yet: nobody's pages are shown.
  if (owes.value) return { name: "sign-in" };
  if (actor.value?.must_set_password && to.name !== "password") {
    return { name: "password", query: { next: to.fullPath } };
  }
  if (actor.value?.must_set_factor && to.name !== "second-factor" && to.name !== "password") {
    return { name: "second-factor", query: { next: to.fullPath } };
  }
  // A reporter's first page is the month; the committee's and a county's is what is to be done today.
  const home = HOMES[actor.value?.role ?? ""];
  if ((to.name === "today" || to.name === "overview") && home) return { name: home };
  // What a phone keeps is only shown to whoever it belongs to.
  if ((to.meta["isPhone"] || to.name === "password" || to.name === "second-factor") && !actor.value)
    return { name: "sign-in", query: { next: to.fullPath } };
  return true;
});

/** Scripts and styles of a page that could not be fetched. */
const missing = new WeakSet<Error>();
window.addEventListener("vite:preloadError", ({ payload }) => missing.add(payload));

/** The page that somebody asked for and that could not be fetched. */
export const missingPage = ref<string>();
router.afterEach((_to, _from, failure) => {
  if (!failure) missingPage.value = undefined;
});
router.onError(async (failure: unknown, to) => {
  if (!(failure instanceof Error) || !missing.has(failure)) return;
  // A page that belongs to another version than this one: the server has the new version's files only.
  if (!navigator.onLine || !(await catchUp(to.fullPath))) missingPage.value = to.fullPath;
});

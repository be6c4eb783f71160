import { createRouter, createWebHistory } from "vue-router";

import OverviewPage from "./pages/OverviewPage.vue";

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: "/", name: "overview", component: OverviewPage },
    { path: "/sign-in", name: "sign-in", component: () => import("./pages/SignInPage.vue") },
    { path: "/:rest(.*)*", redirect: { name: "overview" } },
  ],
  scrollBehavior(to, from, saved) {
    if (saved) return saved;
    if (to.hash) return { el: to.hash };
    // Another place or date on the same page: stay where the reader is.
    return to.path === from.path ? false : { top: 0 };
  },
});

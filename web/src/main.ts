import { createApp } from "vue";

import App from "./App.vue";
import { chooseLanguage, rememberedLanguage } from "./language";
import { isReporter } from "./offline/identity";
import { watchDebt } from "./offline/owed";
import { watchForUpdates } from "./offline/updates";
import { router } from "./router";
import "./styles/tokens.css";
import "./styles/base.css";

// A reporter's first page is fetched beside the words, not after them.
if (isReporter()) void import("./phone/MonthPage.vue");

// The words come first: a page that flashes its key names would look broken.
void chooseLanguage(rememberedLanguage()).then(() => {
  watchDebt(() => void router.replace({ name: "sign-in" }));
  createApp(App).use(router).mount("#app");
  // What keeps and sends reports is not needed to sign in. Where it cannot be fetched now, a phone's page asks again.
  void import("./offline/phone").then(({ begin }) => begin()).catch(() => undefined);
});
// After the page itself: the files for the next, offline visit must not delay this one.
window.addEventListener("load", () => void watchForUpdates());

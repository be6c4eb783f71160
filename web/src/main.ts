import { createApp } from "vue";

import App from "./App.vue";
import { chooseLanguage, rememberedLanguage } from "./shared/language";
import { isReporter } from "./shared/session/identity";
import { watchDebt } from "./shared/session/owed";
import { watchForUpdates } from "./phone/offline/updates";
import { router } from "./router";
import "./shared/styles/tokens.css";
import "./shared/styles/base.css";

// A reporter's first page is fetched beside the words, not after them.
if (isReporter()) void import("./phone/MonthPage.vue");

// The words come first: a page that flashes its key names would look broken.
void chooseLanguage(rememberedLanguage()).then(() => {
  watchDebt(() => void router.replace({ name: "sign-in" }));
  createApp(App).use(router).mount("#app");
  // What keeps and sends reports is not needed to sign in. Where it cannot be fetched now, a phone's page asks again.
  void import("./phone/offline/phone").then(({ begin }) => begin()).catch(() => undefined);
});
// After the page itself: the files for the next, offline visit must not delay this one.
window.addEventListener("load", () => void watchForUpdates());

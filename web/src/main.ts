import { createApp } from "vue";

import App from "./App.vue";
import { chooseLanguage, rememberedLanguage } from "./language";
import { isReporter, recall } from "./offline/identity";
import { begin } from "./offline/phone";
import { watchForUpdates } from "./offline/updates";
import { router } from "./router";
import "./styles/tokens.css";
import "./styles/base.css";

// A reporter's first page is fetched beside the words, not after them.
if (isReporter()) void import("./phone/MonthPage.vue");

// The words come first: a page that flashes its key names would look broken.
void Promise.all([chooseLanguage(rememberedLanguage()), recall()]).then(() => {
  createApp(App).use(router).mount("#app");
  begin();
});
// After the page itself: the files for the next, offline visit must not delay this one.
window.addEventListener("load", () => void watchForUpdates());

import { createApp } from "vue";

import App from "./App.vue";
import { chooseLanguage, rememberedLanguage } from "./language";
import { router } from "./router";
import "./styles/tokens.css";
import "./styles/base.css";

// The words come first: a page that flashes its key names would look broken.
void chooseLanguage(rememberedLanguage()).then(() => createApp(App).use(router).mount("#app"));

import { keepLive } from "./live";
import { keepSlider } from "./slider";

keepLive();
keepSlider();

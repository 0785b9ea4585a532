import { keepCounting } from "./countdown";
import { keepLive } from "./live";
import { keepSlider } from "./slider";
import { pointAtTimelines } from "./timeline";

keepLive();
keepSlider();
pointAtTimelines();
keepCounting();

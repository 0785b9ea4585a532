import { keepLive } from "./live";

keepLive();

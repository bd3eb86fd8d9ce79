// Starts what makes the pages more comfortable. Everything works without it.
import { closeMenusOnLeave } from "./menu.js";

closeMenusOnLeave(document);

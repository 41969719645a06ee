import type { NamesSeen, Query, Settings } from "../../../shared/names/settings.js";
import type { Session } from "../../run/session.js";

export type NamesSession = Session<Settings, Query, NamesSeen>;

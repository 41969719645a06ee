import type { Query, Settings, WriteSeen } from "../../../shared/write/settings.js";
import type { Session } from "../../run/session.js";

export type WriteSession = Session<Settings, Query, WriteSeen>;

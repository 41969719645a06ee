import type { DecipherQuery, DecipherSeen } from "../../../shared/decipher/seen.js";
import type { Settings } from "../../../shared/decipher/settings.js";
import type { Session } from "../../run/session.js";

export type DecipherSession = Session<Settings, DecipherQuery, DecipherSeen>;

/**
 * How long parts of the box may take to stop, milliseconds. A stop of the whole takes less than
 * five seconds: first dogeboxd, then the host agent, which stops the key manager meanwhile. A
 * program must end by itself before it would be killed, so each time derives from the one around.
 */

/** Time between a program’s own exit and the SIGKILL that it would get. */
const AHEAD = 100;

/** After this the supervisor kills dogeboxd. */
export const DOGEBOXD_KILLED_AFTER = 4300;
/** After this dogeboxd exits, whatever is still running. */
export const DOGEBOXD_ENDS_WITHIN = DOGEBOXD_KILLED_AFTER - AHEAD;

/** After this the supervisor kills the agent. */
export const AGENT_KILLED_AFTER = 500;
/** The agent ends after this time, which running verbs have to finish. */
export const AGENT_ENDS_WITHIN = AGENT_KILLED_AFTER - AHEAD;
/** After this the agent kills the key manager. */
export const KEY_MANAGER_KILLED_AFTER = AGENT_ENDS_WITHIN - AHEAD;

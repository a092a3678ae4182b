/** Lines of the audit. */
import * as v from 'valibot';

export const auditRecord = v.object({
	/** Rising; a page goes on before the last one given. */
	id: v.number(),
	/** Milliseconds since the epoch. */
	at: v.number(),
	/** Who: the owner by a session, a token, the wizard, a local program, a pup, or a stranger. */
	actor: v.picklist(['owner', 'token', 'setup', 'local', 'pup', 'anyone']),
	/** Id of the token or pup. */
	actorId: v.nullable(v.string()),
	/** Name of the token, as it was then. */
	actorName: v.nullable(v.string()),
	address: v.string(),
	/** Id of the operation: `pups.start`. Older lines of forms begin with `page:`. */
	action: v.string(),
	/** What it was done to: id of a pup, source, session … */
	subject: v.nullable(v.string()),
	outcome: v.picklist(['done', 'refused', 'failed']),
	/** Code of the error; `plan` where nothing was to be changed. */
	detail: v.nullable(v.string()),
	/**
	 * `mcp`: an assistant asked, through `dbx mcp`, which says so of itself. Of these what only
	 * looks is noted too. `docker`: a client of Docker, by the socket for those.
	 */
	via: v.nullable(v.picklist(['mcp', 'docker']))
});
export type AuditRecord = v.InferOutput<typeof auditRecord>;

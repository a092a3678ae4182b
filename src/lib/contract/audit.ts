/** Entries of the audit. */
import * as v from 'valibot';

export const auditRecord = v.object({
	/** Ascending; the next page takes entries before the last id of this one. */
	id: v.number(),
	/** Milliseconds since the epoch. */
	at: v.number(),
	/**
	 * Who acted: the owner by a session, a token, the wizard, a local program, a pup, or a
	 * stranger.
	 */
	actor: v.picklist(['owner', 'token', 'setup', 'local', 'pup', 'anyone']),
	/** Id of the token or the pup. */
	actorId: v.nullable(v.string()),
	/** Name of the token at the time. */
	actorName: v.nullable(v.string()),
	address: v.string(),
	/** Id of the operation: `pups.start`. Older entries of forms begin with `page:`. */
	action: v.string(),
	/** What the action concerned: id of a pup, source, session … */
	subject: v.nullable(v.string()),
	outcome: v.picklist(['done', 'refused', 'failed']),
	/** Code of the error; `plan` for a call that only asked for a plan. */
	detail: v.nullable(v.string()),
	/**
	 * `mcp`: an assistant acted through `dbx mcp`, which declares itself. Its reads are recorded
	 * too. `docker`: a Docker client, through the socket for Docker clients.
	 */
	via: v.nullable(v.picklist(['mcp', 'docker']))
});
export type AuditRecord = v.InferOutput<typeof auditRecord>;

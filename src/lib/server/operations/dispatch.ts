/**
 * Carrying out an operation: access → rate limit → schema → handler → audit. Every way in ends
 * here.
 */
import { errorsOf } from '../../contract/codes.ts';
import { isBoxError } from '../../contract/errors.ts';
import { systemError } from '../../contract/system-errors.ts';
import { isUpload, traitsOf, type Operation } from '../../contract/operation.ts';
import { allOperations, type OperationId } from '../../contract/operations.ts';
import type { Services } from '../services.ts';
import { authorize } from './access.ts';
import { actorOf, keyOf, type Caller } from './callers.ts';
import { checkBody, checkParams, checkQuery } from './check.ts';
import { createHandlers } from './handlers/index.ts';
import { createRateLimits } from './limits.ts';
import { createLiveHub } from './live/hub.ts';
import { createPerform } from './perform.ts';
import type { Call, Context, OperationsService, RawInput } from './types.ts';

/** Longest subject that the audit notes, characters. */
const MAX_SUBJECT = 80;

type AnyHandler = (input: unknown, context: Context) => unknown;

/**
 * Parses what an operation takes. The body comes last: it is read only for a caller who may send
 * one.
 */
async function parse(operation: Operation, input: RawInput): Promise<unknown> {
	const params = operation.params && checkParams(operation.params, input.params);
	const query = checkQuery(operation, input.query);
	const given: unknown = typeof input.body === 'function' ? await (input.body as () => unknown)() : input.body;
	const body = isUpload(operation.body) ? given : checkBody(operation, given);
	return { params, query, body };
}

export function createOperations(box: Services): OperationsService {
	const live = createLiveHub(box);
	const handlers = createHandlers(box, live) as unknown as Record<OperationId, AnyHandler>;
	const declared = new Map(allOperations());
	const limits = createRateLimits();

	function audit(
		id: OperationId,
		operation: Operation,
		caller: Caller,
		{ dry, ...about }: { subject: string | null; via: Call['via'] | null; dry: boolean },
		failure?: { error: unknown }
	) {
		// Of what an assistant does, looking is noted too.
		if (!operation.audit && about.via !== 'mcp') return;
		const error = failure?.error;
		const refused = isBoxError(error) && error.status < 500;
		box.audit.record({
			...actorOf(caller),
			address: caller.client.address,
			action: id,
			...about,
			via: about.via ?? null,
			outcome: !failure ? 'done' : refused ? 'refused' : 'failed',
			detail: !failure ? (dry ? 'plan' : null) : isBoxError(error) ? error.code : 'internal'
		});
	}

	/** A code that the contract does not name is a mistake of ours, and is logged as one. */
	function needDeclared(id: OperationId, operation: Operation, error: unknown): void {
		if (!isBoxError(error) || (errorsOf(operation) as string[]).includes(error.code)) return;
		box.log.error({ operation: id, code: error.code }, 'an operation answers with an error that it does not declare');
	}

	const dispatch = async (id: OperationId, input: RawInput, caller: Caller, call: Call): Promise<unknown> => {
		const operation = declared.get(id);
		if (!operation) throw new Error(`there is no operation ${id}`);
		const named = (input.params as { id?: unknown } | undefined)?.id;
		let subject = typeof named === 'string' ? named.slice(0, MAX_SUBJECT) : null;
		const via = call.via ?? null;
		const { perMinute, idempotencyKey } = traitsOf(operation);
		let output: unknown;
		let dry = false;
		try {
			authorize(operation, caller, box.setup.configured());
			if (perMinute !== undefined) {
				const rate = limits.take(id, perMinute, keyOf(caller));
				call.limited?.(rate);
				if (rate.refused) throw rate.refused;
			}
			const parsed = await parse(operation, input);
			const context: Context = {
				...call,
				caller,
				subject: (value) => (subject = value.slice(0, MAX_SUBJECT)),
				dryRun: () => (dry = true)
			};
			const key = idempotencyKey ? call.idempotencyKey : undefined;
			if (key === undefined) output = await handlers[id](parsed, context);
			else {
				const once = await box.idempotency.once(
					{ caller: keyOf(caller), operation: id, key, input: parsed },
					async () => handlers[id](parsed, context)
				);
				// The first call stands in the audit already.
				if (once.replayed) {
					call.replayed?.();
					return once.answer;
				}
				output = once.answer;
			}
		} catch (cause) {
			const known = systemError(cause);
			if (known) box.log.error({ err: cause, operation: id }, 'the system refused what an operation needs');
			const error: unknown = known ?? cause;
			audit(id, operation, caller, { subject, via, dry }, { error });
			needDeclared(id, operation, error);
			throw error;
		}
		if (!dry || via === 'mcp') audit(id, operation, caller, { subject, via, dry });
		return output;
	};

	return {
		dispatch: dispatch as OperationsService['dispatch'],
		run: dispatch as OperationsService['run'],
		perform: createPerform(box, limits),
		close: () => live.close()
	};
}

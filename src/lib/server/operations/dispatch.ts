/**
 * Carries out an operation: access → rate limit → schema → handler → audit. Every way in ends here.
 */
import { errorsOf } from '../../contract/codes.ts';
import { isBoxError } from '../../contract/errors.ts';
import { isUpload, traitsOf, type Operation } from '../../contract/operation.ts';
import { allOperations, type OperationId } from '../../contract/operations.ts';
import type { Services } from '../services.ts';
import { keyOf, type Caller } from './callers.ts';
import { createCarryOut, type Note } from './carry-out.ts';
import { checkBody, checkParams, checkQuery } from './check.ts';
import { createHandlers } from './handlers/index.ts';
import { createRateLimits } from './limits.ts';
import { createLiveHub } from './live/hub.ts';
import { createPerform } from './perform.ts';
import type { Call, Context, OperationsService, RawInput } from './types.ts';

/** Longest subject that the audit records, in characters. */
const MAX_SUBJECT = 80;

type AnyHandler = (input: unknown, context: Context) => unknown;

/**
 * Parses the input of an operation. The body comes last and is only read after the caller was
 * authorized.
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
	const carryOut = createCarryOut(box, createRateLimits());

	/** An undeclared error code is a bug in the operation, and is logged as one. */
	function needDeclared(id: OperationId, operation: Operation, error: unknown): void {
		if (!isBoxError(error) || (errorsOf(operation) as string[]).includes(error.code)) return;
		box.log.error({ operation: id, code: error.code }, 'an operation answers with an error that it does not declare');
	}

	const dispatch = async (id: OperationId, input: RawInput, caller: Caller, call: Call): Promise<unknown> => {
		const operation = declared.get(id);
		if (!operation) throw new Error(`there is no operation ${id}`);
		const named = (input.params as { id?: unknown } | undefined)?.id;
		const note: Note = { subject: typeof named === 'string' ? named.slice(0, MAX_SUBJECT) : null };
		const { perMinute, idempotencyKey } = traitsOf(operation);
		const action = { id, needs: operation, perMinute, noted: operation.audit !== undefined, unknownError: 'internal' };
		const work = async (): Promise<unknown> => {
			const parsed = await parse(operation, input);
			const context: Context = {
				...call,
				caller,
				subject: (value) => (note.subject = value.slice(0, MAX_SUBJECT)),
				dryRun: () => (note.dry = true)
			};
			const key = idempotencyKey ? call.idempotencyKey : undefined;
			if (key === undefined) return handlers[id](parsed, context);
			const once = await box.idempotency.once({ caller: keyOf(caller), operation: id, key, input: parsed }, async () =>
				handlers[id](parsed, context)
			);
			if (once.replayed) {
				note.replayed = true;
				call.replayed?.();
			}
			return once.answer;
		};
		try {
			return await carryOut(action, caller, call, note, work);
		} catch (error) {
			needDeclared(id, operation, error);
			throw error;
		}
	};

	return {
		dispatch: dispatch as OperationsService['dispatch'],
		run: dispatch as OperationsService['run'],
		perform: createPerform(carryOut),
		close: () => live.close()
	};
}

/** Answers kept by `Idempotency-Key`. */
export interface Idempotency {
	/**
	 * Does a piece of work once per caller, operation and key. Later calls within a day get the
	 * first answer.
	 * @throws BoxError 400 `invalid-idempotency-key`, 409 `request-in-progress`, 422
	 * `idempotency-key-reused`; what `work` throws
	 */
	once(
		call: { caller: string; operation: string; key: string; input: unknown },
		work: () => Promise<unknown>
	): Promise<{ answer: unknown; replayed: boolean }>;
	close(): void;
}

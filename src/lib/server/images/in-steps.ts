/**
 * Bytes come in many small pieces; nobody sees more than a hundred steps.
 * @param size bytes in all
 * @returns is to be called with what is done so far, bytes
 */
export function inSteps(size: number, tell: (done: number) => void): (done: number) => void {
	let told = 0;
	return (done) => {
		if (done - told < size / 100) return;
		told = done;
		tell(done);
	};
}

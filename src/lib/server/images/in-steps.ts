/**
 * Bytes come in many small pieces; nobody sees more than a hundred steps.
 * @param size bytes in all
 * @returns is to be called with what is done so far, bytes
 */
export function inSteps(size: number, publish: (done: number) => void): (done: number) => void {
	let published = 0;
	return (done) => {
		if (done - published < size / 100) return;
		published = done;
		publish(done);
	};
}

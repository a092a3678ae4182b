/** A file that is included in the bundle as text. */
declare module '*?raw' {
	const text: string;
	export default text;
}

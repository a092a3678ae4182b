// Colours and cursor movements of terminals (ECMA-48: ESC [ … final byte, and ESC ] … BEL).
// eslint-disable-next-line no-control-regex
const TERMINAL_CODES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\|$))/g;
// eslint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/**
 * The readable text of a line without terminal codes, for a page whose viewer is not loaded yet
 * (the viewer shows colours).
 *
 * @param text raw text of the line
 */
export function readable(text: string): string {
	return text.replace(TERMINAL_CODES, '').replace(CONTROLS, '');
}

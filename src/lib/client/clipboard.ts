/**
 * Copies a text to the clipboard.
 *
 * A box on the LAN is mostly reached over plain http, where browsers hide `navigator.clipboard` (it
 * requires a secure context). A hidden text area and the old copy command still work there.
 *
 * @param text what to copy
 * @returns whether it is on the clipboard now
 */
export async function copyText(text: string): Promise<boolean> {
	if (navigator.clipboard && window.isSecureContext) {
		try {
			await navigator.clipboard.writeText(text);
			return true;
		} catch {
			// Refused (permission, no focus): fall back to the copy command.
		}
	}
	const area = document.createElement('textarea');
	area.value = text;
	area.setAttribute('readonly', '');
	area.style.cssText = 'position:fixed;top:0;left:0;opacity:0';
	const before = document.activeElement;
	document.body.append(area);
	area.select();
	const copied = document.execCommand('copy');
	area.remove();
	if (before instanceof HTMLElement) before.focus();
	return copied;
}

/**
 * A rough strength of a password, for a bar beside the field. It only advises; the only rule is the
 * length.
 */
export interface Strength {
	/** 0 (nothing typed) to 4. */
	score: 0 | 1 | 2 | 3 | 4;
	label: string;
	/** How to make it better; empty when it is good. */
	advice: string;
}

/** The most common beginnings of passwords, and obvious ones for an owner of this box. */
const COMMON =
	/^(password|passwort|qwerty|qwertz|azerty|letmein|welcome|admin|iloveyou|dragon|monkey|football|abc123|secret|master|login|doge|dogecoin|dogebox|shibe|muchwow|tothemoon)/;
const ROWS = ['abcdefghijklmnopqrstuvwxyz', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm', '01234567890', '09876543210'];

/**
 * Estimates strength from the number of independent characters. Runs (`aaaa`, `1234`, `qwer`) and
 * repetitions count once, common words hardly at all. Four classes: below 28, 42, 60 bits, and
 * above.
 *
 * @param password as typed
 */
export function strengthOf(password: string): Strength {
	const typed = password.trim();
	if (!typed) return { score: 0, label: '', advice: '' };
	const bits = independent(typed) * Math.log2(alphabet(typed));
	if (typed.length < 8) return { score: 1, label: 'Too short', advice: 'Use at least 8 characters.' };
	if (bits < 28)
		return { score: 1, label: 'Weak', advice: 'Easy to guess. Try three or four words that do not belong together.' };
	if (bits < 42) return { score: 2, label: 'Fair', advice: 'One more word would make it good.' };
	if (bits < 60) return { score: 3, label: 'Good', advice: '' };
	return { score: 4, label: 'Strong', advice: '' };
}

function alphabet(text: string): number {
	let size = 0;
	if (/[a-z]/.test(text)) size += 26;
	if (/[A-Z]/.test(text)) size += 26;
	if (/[0-9]/.test(text)) size += 10;
	if (/[^a-zA-Z0-9]/.test(text)) size += 20;
	return size;
}

/** Number of characters that cannot be predicted from the ones before them. */
function independent(text: string): number {
	const lower = text.toLowerCase();
	let count = 0;
	for (let index = 0; index < lower.length; index++) {
		const here = lower[index] ?? '';
		const before = lower[index - 1];
		const follows =
			before !== undefined &&
			(here === before || ROWS.some((row) => row.includes(before + here) || row.includes(here + before)));
		// A repetition of earlier characters adds little.
		const repeats = index >= 3 && lower.slice(0, index).includes(lower.slice(index - 2, index + 1));
		count += follows || repeats ? 0.3 : 1;
	}
	const common = COMMON.exec(
		lower.replace(/[@4]/g, 'a').replace(/0/g, 'o').replace(/[1!]/g, 'i').replace(/\$|5/g, 's').replace(/3/g, 'e')
	);
	if (common) count -= (common[0].length - 1) * 0.8;
	// Words of a language are more predictable than random letters.
	if (/^[a-z\s-]+$/.test(lower)) count *= 0.72;
	return Math.max(1, count);
}

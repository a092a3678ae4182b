import { getContext, setContext } from 'svelte';

export interface Toast {
	id: number;
	tone: 'good' | 'bad' | 'info';
	title: string;
	detail: string | null;
}

const KEY = Symbol('toasts');
const GOOD_MS = 4_000;
/** Milliseconds that a failure is shown, unless it is dismissed earlier. */
const BAD_MS = 12_000;

/** Short messages about what the owner just did, for actions without a form beside them. */
export class Toasts {
	list = $state<Toast[]>([]);
	#next = 1;

	/**
	 * Shows a message for a while.
	 *
	 * @param tone   colour and urgency
	 * @param title  one sentence
	 * @param detail what to do
	 */
	show(tone: Toast['tone'], title: string, detail: string | null = null): void {
		const id = this.#next++;
		this.list.push({ id, tone, title, detail });
		if (this.list.length > 4) this.list.shift();
		setTimeout(() => this.dismiss(id), tone === 'bad' ? BAD_MS : GOOD_MS);
	}

	dismiss(id: number): void {
		this.list = this.list.filter((toast) => toast.id !== id);
	}
}

export function provideToasts(): Toasts {
	return setContext(KEY, new Toasts());
}

/** Returns the messages of the layout above. */
export function useToasts(): Toasts {
	return getContext<Toasts>(KEY);
}

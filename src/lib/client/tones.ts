/** How a thing is coloured: always beside words that say the same. */
export type Tone = 'neutral' | 'good' | 'warn' | 'bad' | 'info' | 'gold';

/**
 * Frames that carry standard output and error on one connection where there is no terminal. Format:
 * Docker’s reference of `POST /containers/{id}/attach`, “Stream format”.
 */

/** 1 is standard output, 2 standard error. */
export type FrameStream = 1 | 2;

/** Content types of streams without and with frames. */
export const RAW_STREAM = 'application/vnd.docker.raw-stream';
export const FRAMED_STREAM = 'application/vnd.docker.multiplexed-stream';

/** One frame: eight bytes `[stream, 0, 0, 0, length big-endian]`, then the bytes. */
export function frame(stream: FrameStream, payload: Uint8Array): Buffer {
	const whole = Buffer.allocUnsafe(8 + payload.length);
	whole.writeUInt32BE(stream * 0x1000000, 0);
	whole.writeUInt32BE(payload.length, 4);
	whole.set(payload, 8);
	return whole;
}

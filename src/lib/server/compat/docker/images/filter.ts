/** Filters of the list of images. Pure. */
import { familiarName, type ImageDetail } from '../../../images/index.ts';
import { globFits } from './glob.ts';
import { allOf, anyOf, hasLabel, type Filters } from '../query.ts';

export const IMAGE_FILTERS = ['reference', 'dangling', 'label', 'before', 'since', 'until'];

/**
 * Matches a pattern of Go’s path.Match (`alp*`, `reg:5000/*`) against a name with or without its
 * tag.
 */
function fits(pattern: string, tag: string): boolean {
	const familiar = familiarName(pattern);
	return globFits(familiar, tag) || globFits(familiar, tag.slice(0, tag.lastIndexOf(':')));
}

/**
 * Returns an image with the names that the list shows: those that match the filter, if there is
 * one.
 */
export function shownNames<T extends Pick<ImageDetail, 'tags' | 'digests'>>(image: T, filters: Filters): T {
	const patterns = filters.get('reference');
	if (!patterns) return image;
	const wanted = (name: string) => patterns.some((pattern) => fits(pattern, name));
	const ofDigest = (name: string) => wanted(name.slice(0, name.indexOf('@')));
	return { ...image, tags: image.tags.filter(wanted), digests: image.digests.filter(ofDigest) };
}

/** Whether an image has all labels of `label`, and none of `label!`. */
export function labelsFit({ config }: Pick<ImageDetail, 'config'>, filters: Filters): boolean {
	const labels = (config['Labels'] as Record<string, string> | null | undefined) ?? {};
	return (
		allOf(filters, 'label', (wanted) => hasLabel(labels, wanted)) &&
		allOf(filters, 'label!', (unwanted) => !hasLabel(labels, unwanted))
	);
}

/**
 * @param momentOf when the image that a filter names was created
 * @param until milliseconds since the epoch; null for no such filter
 */
export function imageFits(
	image: ImageDetail,
	filters: Filters,
	momentOf: (reference: string) => number,
	until: number | null
): boolean {
	const yes = (value: string) => ['1', 'true'].includes(value.toLowerCase());
	return (
		anyOf(filters, 'dangling', (value) => yes(value) === (image.tags.length === 0)) &&
		anyOf(filters, 'reference', (pattern) => image.tags.some((tag) => fits(pattern, tag))) &&
		labelsFit(image, filters) &&
		anyOf(filters, 'before', (reference) => image.createdAt < momentOf(reference)) &&
		anyOf(filters, 'since', (reference) => image.createdAt > momentOf(reference)) &&
		(until === null || image.createdAt < until)
	);
}

/** Public interface of the auth room: login, sessions, throttling, and the sender of a request. */
export { createAuth, type AuthDeps } from './auth.ts';
export { apiTokenOf, arrivalFrom, arrivalOf, sessionOf, type Arrival, type FoundSession } from './arrival.ts';
export { COOKIE_PREFIX, cookieValues, lightened, setCookie, WIZARD_COOKIE } from './cookies.ts';
export {
	crossSiteError,
	crossSiteReason,
	factsOf,
	hostnameOf,
	isSafeMethod,
	type RequestFacts,
	type RequestSource
} from './request.ts';
export { createThrottle, type Attempt, type Throttle } from './throttle.ts';
export type { Auth, Client, OpenSession } from './types.ts';

/**
 * Schemas that are named in the OpenAPI document, because several operations answer with them. They
 * have the form that `toJsonSchema` takes.
 */
import type * as v from 'valibot';
import { auditRecord } from './audit.ts';
import { boxInfo, disk, networkLink, session } from './box.ts';
import { boxExec } from './box-execs.ts';
import { boxCapacity, boxDetail, boxPlan, boxSnapshot, boxSummary } from './boxes.ts';
import { hook } from './hooks.ts';
import { imageSummary } from './images.ts';
import { job } from './jobs.ts';
import { networkInfo } from './networks.ts';
import { destination } from './notifications.ts';
import { logLine } from './log-lines.ts';
import { pupDetail, pupSummary } from './pups.ts';
import { boxStats } from './samples.ts';
import { source } from './sources.ts';
import { storePup, storePupDetail } from './store.ts';
import { terminalInfo } from './terminals.ts';
import { apiToken } from './tokens.ts';
import { webhook, webhookDelivery } from './webhooks.ts';

export const NAMED_SCHEMAS = {
	ApiToken: apiToken,
	AuditRecord: auditRecord,
	BoxCapacity: boxCapacity,
	BoxDetail: boxDetail,
	BoxExec: boxExec,
	BoxInfo: boxInfo,
	BoxPlan: boxPlan,
	BoxSnapshot: boxSnapshot,
	BoxStats: boxStats,
	BoxSummary: boxSummary,
	Destination: destination,
	Disk: disk,
	Hook: hook,
	Image: imageSummary,
	Job: job,
	LogLine: logLine,
	Network: networkInfo,
	NetworkLink: networkLink,
	PupDetail: pupDetail,
	PupSummary: pupSummary,
	Session: session,
	Source: source,
	StorePup: storePup,
	StorePupDetail: storePupDetail,
	Terminal: terminalInfo,
	Webhook: webhook,
	WebhookDelivery: webhookDelivery
} as unknown as Record<string, v.GenericSchema>;

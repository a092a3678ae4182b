CREATE TABLE `webhook_deliveries` (
	`position` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`webhook_id` text NOT NULL,
	`message` text NOT NULL,
	`event` text NOT NULL,
	`seq` integer,
	`state` text NOT NULL,
	`at` integer NOT NULL,
	`tries` integer NOT NULL,
	`status` integer,
	`ms` integer NOT NULL,
	`problem` text,
	FOREIGN KEY (`webhook_id`) REFERENCES `webhooks`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `webhook_deliveries_message` ON `webhook_deliveries` (`webhook_id`,`message`);--> statement-breakpoint
CREATE INDEX `webhook_deliveries_newest` ON `webhook_deliveries` (`webhook_id`,`position`);--> statement-breakpoint
CREATE TABLE `webhooks` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`host` text NOT NULL,
	`kinds` text,
	`pups` text,
	`sealed` text NOT NULL,
	`old_secret_until` integer,
	`seq` integer NOT NULL,
	`paused_by` text,
	`failing_since` integer,
	`failures` integer DEFAULT 0 NOT NULL,
	`next_at` integer,
	`problem` text,
	`created_at` integer NOT NULL
);

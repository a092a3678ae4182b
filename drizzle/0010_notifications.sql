CREATE TABLE `notification_destinations` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`name` text NOT NULL,
	`severities` text NOT NULL,
	`config` text NOT NULL,
	`sealed` text,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `notifications` (
	`id` text PRIMARY KEY NOT NULL,
	`destination_id` text NOT NULL,
	`item_id` text NOT NULL,
	`severity` text NOT NULL,
	`title` text NOT NULL,
	`text` text NOT NULL,
	`path` text NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL,
	`next_at` integer,
	`expires_at` integer NOT NULL,
	`sent_at` integer,
	`problem` text,
	FOREIGN KEY (`destination_id`) REFERENCES `notification_destinations`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `notifications_next` ON `notifications` (`next_at`);--> statement-breakpoint
CREATE INDEX `notifications_created` ON `notifications` (`created_at`);--> statement-breakpoint
CREATE TABLE `notified` (
	`item_id` text PRIMARY KEY NOT NULL,
	`severity` text NOT NULL,
	`at` integer NOT NULL,
	`gone_at` integer
);

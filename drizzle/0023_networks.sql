CREATE TABLE `network_members` (
	`network_id` text NOT NULL,
	`box_id` text NOT NULL,
	`aliases` text NOT NULL,
	PRIMARY KEY(`network_id`, `box_id`),
	FOREIGN KEY (`network_id`) REFERENCES `networks`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`box_id`) REFERENCES `boxes`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `network_members_box` ON `network_members` (`box_id`);--> statement-breakpoint
CREATE TABLE `networks` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`labels` text NOT NULL,
	`internal` integer NOT NULL,
	`annotations` text,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `networks_name` ON `networks` (`name`);--> statement-breakpoint
ALTER TABLE `box_volumes` ADD `labels` text DEFAULT '{}' NOT NULL;
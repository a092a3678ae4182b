CREATE TABLE `grants` (
	`dependant_id` text NOT NULL,
	`interface` text NOT NULL,
	`group_name` text NOT NULL,
	`granted_at` integer NOT NULL,
	PRIMARY KEY(`dependant_id`, `interface`, `group_name`),
	FOREIGN KEY (`dependant_id`) REFERENCES `pups`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `pup_access` (
	`pup_id` text PRIMARY KEY NOT NULL,
	`internet` integer,
	`lan` integer DEFAULT false NOT NULL,
	`networks` text,
	FOREIGN KEY (`pup_id`) REFERENCES `pups`(`id`) ON UPDATE no action ON DELETE cascade
);

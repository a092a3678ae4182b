CREATE TABLE `providers` (
	`dependant_id` text NOT NULL,
	`interface` text NOT NULL,
	`provider_id` text NOT NULL,
	`chosen_at` integer NOT NULL,
	PRIMARY KEY(`dependant_id`, `interface`),
	FOREIGN KEY (`dependant_id`) REFERENCES `pups`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`provider_id`) REFERENCES `pups`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `providers_provider` ON `providers` (`provider_id`);
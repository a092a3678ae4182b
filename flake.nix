# Dogebox for NixOS: docs/dogebox-os.md says what of this was tried where.
{
  description = "Dogebox, the manager of a box at home";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.11";

  outputs =
    { self, nixpkgs }:
    let
      systems = [
        "x86_64-linux"
        "aarch64-linux"
      ];
      each = make: nixpkgs.lib.genAttrs systems (system: make nixpkgs.legacyPackages.${system});
    in
    {
      packages = each (pkgs: {
        default = pkgs.callPackage ./nix/package.nix { };
      });

      nixosModules.default = ./nix/module.nix;

      # nix run .#nixosConfigurations.vm.config.system.build.vm
      nixosConfigurations.vm = nixpkgs.lib.nixosSystem {
        system = "x86_64-linux";
        modules = [
          ./nix/module.nix
          ./nix/vm.nix
        ];
      };

      # nix flake check
      checks.x86_64-linux.box = nixpkgs.legacyPackages.x86_64-linux.testers.runNixOSTest ./nix/test.nix;
    };
}

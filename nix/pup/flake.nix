# Evaluates a pup's own Nix file, purely: of the host it sees nothing but what is named here.
#   nix build path:nix/pup#NAME --override-input pup path:FOLDER --override-input asked path:FOLDER
# dogeboxd's build room (src/lib/server/build/nix) writes the command.
{
  description = "Packages of a Dogebox pup";

  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.11";
    # The pup's files, and a folder with build.json: both are named by the command.
    pup = {
      url = "path:/var/empty";
      flake = false;
    };
    asked = {
      url = "path:/var/empty";
      flake = false;
    };
  };

  outputs =
    {
      nixpkgs,
      pup,
      asked,
      ...
    }:
    let
      build = builtins.fromJSON (builtins.readFile "${asked}/build.json");
      packagesFor = system: import "${pup}/${build.nixFile}" { pkgs = nixpkgs.legacyPackages.${system}; };
    in
    {
      packages = nixpkgs.lib.genAttrs [ "x86_64-linux" "aarch64-linux" ] packagesFor;
    };
}

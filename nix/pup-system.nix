# Builds the system of a pup's container:
#   nix-build nix/pup-system.nix --argstr description FILE --option restrict-eval true \
#     -I nixpkgs=… -I dogebox=nix -I description=FILE
# Nothing of a pup's own is evaluated here. Its pup.nix was built before (nix/pup/flake.nix).
{ description }:
(import <nixpkgs/nixos> {
  configuration = import ./pup-container.nix { inherit description; };
}).system

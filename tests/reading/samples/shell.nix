# A shell with Python.
{ pkgs ? import <nixpkgs> { } }:

let
  python = pkgs.python3;
in
pkgs.mkShell {
  packages = [
    python
  ];
  shellHook = "echo ready";
}

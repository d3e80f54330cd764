"""Browser tests. A package, unlike its neighbours, so that server and browser last for this folder and no longer."""

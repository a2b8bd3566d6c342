"""The rulebook: a folder of YAML becomes checked, dated rules, or a list of all that is wrong with it.

loaded = load(folder, library)          # Loaded: rules (None if faulty), faults, cases, mappings
bundle = publish(loaded)                # Bundle: hash, content; from_bundle(content) loads it again
results = run_cases(rules, loaded.cases, evaluate)
"""

# What other people's programs make of the same numbers: scipy, statsmodels and
# numpy write vectors.json, against which the tests hold this package.
#
#   python3 -m venv v && v/bin/pip install scipy==1.17.1 statsmodels==0.15.0
#   v/bin/python pipeline/fairness/testdata/oracle.py > pipeline/fairness/testdata/vectors.json
import json

import numpy as np
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint, proportions_ztest

GROUPS = 32
rng = np.random.default_rng(20260301)
out = {}

out["wilson"] = []
for x, n in [(0, 20), (1, 29), (15, 148), (81, 263), (20, 20), (3, 1000), (499, 1000), (7, 21), (100000, 250000)]:
    for level in (0.95, 0.99):
        low, high = proportion_confint(x, n, alpha=1 - level, method="wilson")
        out["wilson"].append({"yes": x, "of": n, "z": stats.norm.ppf(0.5 + level / 2), "low": low, "high": high})

out["pairs"] = []
for a, n, b, m in [(48, 80, 12, 40), (189, 11034, 104, 11037), (30, 100, 45, 90), (3, 1, 1, 3), (1, 40, 9, 900), (250, 1000, 260, 1000), (2, 25, 300, 2000), (24, 25, 1500, 2000)]:
    if (a, n) == (3, 1):  # the lady who tasted tea: 3 of 4 and 1 of 4
        a, n, b, m = 3, 4, 1, 4
    z, p = proportions_ztest([a, b], [n, m])
    low, high = confint_proportions_2indep(a, n, b, m, compare="ratio", method="log")
    _, exact = stats.fisher_exact([[a, n - a], [b, m - b]])
    out["pairs"].append({"a": a, "n": n, "b": b, "m": m, "z": z, "normal": p, "low": low, "high": high, "fisher": exact})

out["student"] = [{"t": t, "freedom": f, "p": 2 * stats.t.sf(abs(t), f), "q95": stats.t.ppf(0.975, f)} for t in (0.0, 0.5, -1.96, 3.3, 6.0) for f in (7, 15, 31)]

out["holm"] = []
for n in (1, 4, 25):
    p = [0.01, 0.04, 0.03, 0.005] if n == 4 else (rng.random(n) ** 3).tolist()
    out["holm"].append({"p": p, "adjusted": multipletests(p, method="holm")[1].tolist()})


def jackknife(estimate):
    left = np.array([estimate(g) for g in range(GROUPS)])
    left = left[np.isfinite(left)]
    return ((left - left.mean()) ** 2).sum() * (len(left) - 1) / len(left)


def without(x, g):
    return np.delete(x, g, axis=-1).sum(axis=-1)


out["effects"] = []
for people, rate, often in [(400, 0.5, 6), (2000, 0.2, 1), (150, 0.9, 3)]:
    case = {}
    for name in "ab":
        of, yes = np.zeros(GROUPS), np.zeros(GROUPS)
        for _ in range(people):
            g, n = rng.integers(GROUPS), 1 + rng.poisson(often - 1)
            of[g] += n
            yes[g] += n if rng.random() < rate else 0  # all or nothing: as dependent as can be
        case[name] = {"yes": yes.tolist(), "of": of.tolist()}
    (ay, an), (by, bn) = [(np.array(case[k]["yes"]), np.array(case[k]["of"])) for k in "ab"]
    v = jackknife(lambda g: without(ay, g) / without(an, g) - without(by, g) / without(bn, g))
    pa, pb = ay.sum() / an.sum(), by.sum() / bn.sum()
    case["effect"] = max(1, v / (pa * (1 - pa) / an.sum() + pb * (1 - pb) / bn.sum()))
    z, _ = proportions_ztest([ay.sum(), by.sum()], [an.sum(), bn.sum()])
    case["p"] = 2 * stats.t.sf(abs(z) / np.sqrt(case["effect"]), GROUPS - 1)
    out["effects"].append(case)


def effect(table):
    n = table.sum()

    def one(part):
        p = part.sum() / n
        v = jackknife(lambda g: without(part, g) / without(table.sum(axis=(0, 1)), g))
        return (1 - p) * v / (p * (1 - p) / n)

    r, c, _ = table.shape
    total = sum(one(table[i, j]) for i in range(r) for j in range(c))
    total -= sum(one(table[i].sum(axis=0)) for i in range(r))
    total -= sum(one(table[:, j].sum(axis=0)) for j in range(c))
    return total / ((r - 1) * (c - 1))


out["tables"] = []
for shape, often, tilt, days in [((2, 2), 1, 0, 1), ((3, 2), 4, 0, 3), ((2, 3), 2, 0.4, 2), ((3, 4), 5, 0, 4)]:
    strata = []
    for _ in range(days):
        table = np.zeros(shape + (GROUPS,))
        for _ in range(600):
            g, r = rng.integers(GROUPS), rng.integers(shape[0])
            c = 0 if rng.random() < tilt and r == 0 else rng.integers(shape[1])
            table[r, c, g] += 1 + rng.poisson(often - 1)
        strata.append(table)
    k = (shape[0] - 1) * (shape[1] - 1)
    plain = [stats.chi2_contingency(t.sum(axis=2), correction=False)[0] for t in strata]
    delta = max(1, np.mean([effect(t) for t in strata]))
    x = sum(plain) / delta
    out["tables"].append({"strata": [t.tolist() for t in strata], "statistic": x, "freedom": k * days, "effect": delta, "p": stats.f.sf(x / (k * days), k * days, k * days * (GROUPS - 1))})

json.dump(out, __import__("sys").stdout, indent=None, separators=(",", ":"))
print()

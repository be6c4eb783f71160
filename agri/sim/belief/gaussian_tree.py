"""Exact Gaussian inference on a tree city → county → township: one sweep up, one sampling sweep down.

Every node of city and county holds ``z = (x, u)``: `x` is what townships inherit with their own deviation
(performances and over-reporting), `u` the shocks that all reports of one county and month share. A township
holds its own `x` and its county's `u`. Information form throughout: a township without a report adds nothing.
"""

from dataclasses import dataclass

import numpy as np

from agri.indicators.snapshot import Floats
from agri.sim.inputs.layout import Layout
from agri.sim.inputs.streams import TILE, Draws, Floats32


@dataclass(frozen=True, slots=True)
class TreePrior:
    """Means and covariances of the tree before any report; n = own + shared.

    ============= =============== ===========================================
    Field         Shape           Meaning
    ============= =============== ===========================================
    mean          (n,)            of the city's z
    city          (n, n)          covariance of the city's z
    county        (n, n)          of a county's z around the city's
    township      (own, own)      of a township's x around its county's
    mixture       —               the city's as a mixture: weights and covariances
    ============= =============== ===========================================

    With a mixture the city's z has heavier tails, as Student's t, and `city` is not used. Nothing below the
    city depends on the class.
    """

    mean: Floats
    city: Floats
    county: Floats
    township: Floats
    mixture: tuple[tuple[float, Floats], ...] = ()

    @property
    def spread(self) -> Floats:
        """Standard deviation of what one township sees of each element of z, shape (n,)."""
        variance = np.diag(self.city) + np.diag(self.county)
        variance[: len(self.township)] += np.diag(self.township)
        return np.asarray(np.sqrt(variance))


@dataclass(frozen=True, slots=True)
class Information:
    """What the reports of each township say, in information form.

    ============= ====================== ============================================================
    Field         Shape                  Meaning
    ============= ====================== ============================================================
    precision     (township, n, n)       Σ h hᵀ / σ² over the township's observations
    vector        (township, n)          Σ h y / σ²
    local_precision (township, own, own) seen only by the township itself: targeted spot checks
    local_vector  (township, own)        the same
    ============= ====================== ============================================================
    """

    precision: Floats
    vector: Floats
    local_precision: Floats
    local_vector: Floats

    def copy(self) -> "Information":
        """Return the same, to add to."""
        return Information(
            self.precision.copy(), self.vector.copy(), self.local_precision.copy(), self.local_vector.copy()
        )

    def first(self, n: int) -> "Information":
        """Return what is said of the first `n` elements of z."""
        return Information(
            self.precision[:, :n, :n], self.vector[:, :n], self.local_precision, self.local_vector
        )


@dataclass(frozen=True, slots=True)
class TreePosterior:
    """The posterior as affine maps, ready to be sampled from the city down.

    ============== ========================== =========================================
    Field          Shape                      Meaning
    ============== ========================== =========================================
    weight         (class,)                   of the city's mixture
    city_mean      (class, n)                 of z
    city_root      (class, n, n)              lower root of the covariance
    county_offset  (county, n)                E[z | city] = offset + gain · city's z
    county_gain    (county, n, n)             the same
    county_root    (county, n, n)             lower root of Cov[z | city]
    offset         (township, own)            E[x | county] = offset + gain · county's z
    gain           (township, own, n)         the same
    root           (township, own, own)       lower root of Cov[x | county]
    ============== ========================== =========================================
    """

    weight: Floats
    city_mean: Floats
    city_root: Floats
    county_offset: Floats
    county_gain: Floats
    county_root: Floats
    offset: Floats
    gain: Floats
    root: Floats

    def sample(self, draws: Draws, name: str) -> tuple[Floats32, Floats32]:
        """Draw townships' x, shape (own, township, replication), and counties' z, (n, county, replication).

        Matrix products run tile by tile: they have one shape and hence one rounding, however many
        replications a block holds.
        """
        n, own = self.city_mean.shape[1], self.offset.shape[1]
        return self._descend(
            draws.layout,
            self._at_city(draws, name),
            draws.county_normals(f"{name}/county", n),
            draws.township_normals(f"{name}/township", own),
        )

    def _at_city(self, draws: Draws, name: str) -> Floats32:
        """Draw the city's z, shape (tile, n, replication of the tile)."""
        single = np.float32
        normals = _by_tile(draws.city_normals(f"{name}/city", self.city_mean.shape[1]))
        drawn: Floats32 = (
            self.city_mean[0][:, None].astype(single) + self.city_root[0].astype(single) @ normals
        )
        if len(self.weight) == 1:
            return drawn
        lot = _by_tile(draws.city_uniforms(f"{name}/tail", 1))
        for edge, mean, root in zip(
            np.cumsum(self.weight), self.city_mean[1:], self.city_root[1:], strict=False
        ):
            other = mean[:, None].astype(single) + root.astype(single) @ normals
            drawn = np.where(lot < single(edge), drawn, other)
        return drawn

    def mean(self, layout: Layout) -> tuple[Floats, Floats]:
        """Return the posterior means: townships' x, (own, township, 1), and counties' z, (n, county, 1)."""
        city_mean = self.weight @ self.city_mean
        n, own = len(city_mean), self.offset.shape[1]
        x, z = np.empty((own, len(layout.townships), 1)), np.empty((n, len(layout.counties), 1))
        for c, rows in enumerate(layout.rows_of):
            z[:, c, 0] = self.county_offset[c] + self.county_gain[c] @ city_mean
            x[:, rows, 0] = (self.offset[rows] + self.gain[rows] @ z[:, c, 0]).T
        return x, z

    def _descend(
        self, layout: Layout, at_city: Floats32, county: Floats32, township: Floats32
    ) -> tuple[Floats32, Floats32]:
        """Turn the city's z and standard normals of counties and townships into x and z."""
        single = np.float32
        own = self.offset.shape[1]
        x, z = np.empty_like(township), np.empty_like(county)
        for c, rows in enumerate(layout.rows_of):
            at_county = self.county_gain[c].astype(single) @ at_city
            at_county += self.county_root[c].astype(single) @ _by_tile(county[:, c])
            at_county += self.county_offset[c][:, None].astype(single)
            z[:, c] = at_county.swapaxes(0, 1).reshape(len(z), -1)
            size = rows.stop - rows.start
            if size <= 0:
                continue
            gain = self.gain[rows].swapaxes(0, 1).reshape(own * size, -1).astype(single)
            drawn = (gain @ at_county).swapaxes(0, 1).reshape(own, size, -1)
            drawn += self.offset[rows].T[:, :, None].astype(single)
            root = self.root[rows].astype(single)
            for i in range(own):
                for j in range(i + 1):  # the root is lower triangular
                    drawn[i] += root[:, i, j, None] * township[j, rows]
            x[:, rows] = drawn
        return x, z


def _by_tile(normals: Floats32) -> Floats32:
    """Cut normals of shape (n, replication) into (tile, n, replication of the tile)."""
    return np.ascontiguousarray(normals.reshape(len(normals), -1, TILE).swapaxes(0, 1))


@dataclass(frozen=True, slots=True)
class Sweep:
    """What townships have told their counties and these the city: the upward half of the inference.

    ============== ========================== ==================================================
    Field          Shape                      Meaning
    ============== ========================== ==================================================
    inner          (own, own)                 precision of a township's x around its county's
    at             (township, own, own)       precision of a township's x given its county's z
    county_vector  (county, n)                what a county's townships say of it
    county_cover   (county, n, n)             Cov[z | city]
    county_gain    (county, n, n)             see `TreePosterior`
    told_precision (n, n)                     what the counties say of the city
    told_vector    (n,)                       the same
    log_evidence   —                          log density of the observations, up to their own constant
    ============== ========================== ==================================================
    """

    inner: Floats
    at: Floats
    county_vector: Floats
    county_cover: Floats
    county_gain: Floats
    told_precision: Floats
    told_vector: Floats
    log_evidence: float


def sweep_up(prior: TreePrior, seen: Information, layout: Layout) -> Sweep:
    """Gather what all townships say; `infer` has the parameters."""
    own = len(prior.township)
    inner = np.linalg.inv(prior.township)
    xx, xu, uu = _parts(seen.precision, own)
    at = xx + inner
    cover = np.linalg.inv(at)
    lift = inner @ cover
    message = np.empty_like(seen.precision)
    message[:, :own, :own] = inner - lift @ inner
    message[:, :own, own:] = lift @ xu
    message[:, own:, :own] = message[:, :own, own:].swapaxes(1, 2)
    message[:, own:, own:] = uu - xu.swapaxes(1, 2) @ cover @ xu
    h_x, h_u = seen.vector[:, :own], seen.vector[:, own:]
    carried = np.concatenate([_times(lift, h_x), h_u - _times(xu.swapaxes(1, 2) @ cover, h_x)], axis=1)

    n = len(prior.mean)
    flat = layout.membership @ message.reshape(len(message), -1)
    precision = flat.reshape(-1, n, n)
    vector = layout.membership @ carried
    between = np.linalg.inv(prior.county)
    county_cover = np.linalg.inv(precision + between)
    county_cover = (county_cover + county_cover.swapaxes(1, 2)) / 2
    county_gain = county_cover @ between
    told_precision = (between - between @ county_gain).sum(axis=0)
    told_vector = _times(county_gain.swapaxes(1, 2), vector).sum(axis=0)
    _, of_city = _cities(prior, told_precision, told_vector)
    evidence = float(np.logaddexp.reduce(of_city)) + 0.5 * (
        (_quadratic(cover, h_x) - _log_det(at) - _log_det(prior.township)).sum()
        + (_quadratic(county_cover, vector) - _log_det(precision + between) - _log_det(prior.county)).sum()
    )
    return Sweep(inner, at, vector, county_cover, county_gain, told_precision, told_vector, float(evidence))


City = tuple[Floats, Floats]  # mean and covariance of its z


def _cities(prior: TreePrior, told_precision: Floats, told_vector: Floats) -> tuple[list[City], Floats]:
    """Return the city by class of its mixture, and the logarithm of each one's weight × evidence."""
    mixture = prior.mixture or ((1.0, prior.city),)
    found = [_city(prior.mean, city, told_precision, told_vector) for _, city in mixture]
    evidence = np.array([one[2] for one in found]) + np.log([weight for weight, _ in mixture])
    return [(mean, cover) for mean, cover, _ in found], evidence


def _city(
    mean: Floats, covariance: Floats, told_precision: Floats, told_vector: Floats
) -> tuple[Floats, Floats, float]:
    """Return the city's mean and covariance given what the counties say, and its part of the evidence."""
    first = np.linalg.inv(covariance)
    precision = first + told_precision
    vector = first @ mean + told_vector
    cover = np.linalg.inv(precision)
    found = cover @ vector
    evidence = vector @ found - mean @ first @ mean - _log_det(precision) - _log_det(covariance)
    return found, (cover + cover.T) / 2, 0.5 * float(evidence)


def infer(prior: TreePrior, seen: Information, layout: Layout) -> TreePosterior:
    """Sweep up from the townships to the city and return the exact posterior.

    Parameters
    ----------
    prior : TreePrior
        Positive definite covariances.
    seen : Information
        One row per township of `layout`.
    layout : Layout
        Which township lies in which county.
    """
    own = len(prior.township)
    up = sweep_up(prior, seen, layout)
    _, xu, _ = _parts(seen.precision, own)
    local = np.linalg.inv(up.at + seen.local_precision)
    gain = np.concatenate([np.broadcast_to(up.inner, up.at.shape), -xu], axis=2)
    cities, log_weight = _cities(prior, up.told_precision, up.told_vector)
    weight = np.exp(log_weight - log_weight.max())
    return TreePosterior(
        weight=weight / weight.sum(),
        city_mean=np.stack([mean for mean, _ in cities]),
        city_root=np.stack([np.linalg.cholesky(cover) for _, cover in cities]),
        county_offset=_times(up.county_cover, up.county_vector),
        county_gain=up.county_gain,
        county_root=np.linalg.cholesky(up.county_cover),
        offset=_times(local, seen.vector[:, :own] + seen.local_vector),
        gain=local @ gain,
        root=np.linalg.cholesky((local + local.swapaxes(1, 2)) / 2),
    )


def _parts(precision: Floats, own: int) -> tuple[Floats, Floats, Floats]:
    return precision[:, :own, :own], precision[:, :own, own:], precision[:, own:, own:]


def _times(matrices: Floats, vectors: Floats) -> Floats:
    return np.asarray((matrices @ vectors[..., None])[..., 0])


def _quadratic(matrices: Floats, vectors: Floats) -> Floats:
    return np.asarray((vectors * _times(matrices, vectors)).sum(axis=-1))


def _log_det(matrices: Floats) -> Floats:
    return np.asarray(np.linalg.slogdet(matrices)[1])

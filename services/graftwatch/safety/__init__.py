"""The committee's statistics: stopping boundaries, intervals, posterior, cumulative incidence."""

"""Grafana's dashboards as code: one file a dashboard, made of a few pieces; `make dashboards` writes them as JSON."""

# The portal in production: one image for web, worker, beat and migrations.
FROM node:22-bookworm-slim AS assets
WORKDIR /portal
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts

FROM python:3.11-slim-bookworm
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PATH=/opt/venv/bin:$PATH
RUN groupadd --gid 10001 portal && useradd --uid 10001 --gid portal --no-create-home portal
WORKDIR /portal
COPY requirements/base.txt requirements/base.txt
RUN python -m venv /opt/venv \
    && pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements/base.txt
COPY --from=assets /portal/node_modules node_modules
COPY . .
# Styles and scripts are collected now; the settings are only there for Django to start.
RUN python script/steps/install.py --assets \
    && SECRET_KEY="only-for-building-0123456789-abcdefghijklmnopqrstuvwxyz" \
       DATABASE_URL=postgresql://none@127.0.0.1/none REDIS_URL=redis://127.0.0.1/0 \
       python manage.py collectstatic --no-input \
    && rm -rf node_modules \
    && mkdir -p var/files var/mail && chown portal:portal var/files var/mail
USER portal
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s \
    CMD ["python", "docker/is_healthy.py"]
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", \
     "--blocking-threads", "4", "--backpressure", "512", "--workers-kill-timeout", "10", "--no-ws", \
     "cocreation.wsgi:application"]

package dev.gather.origin;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/**
 * One line of the table of routes.
 *
 * @param path pattern as vertx-web reads it
 * @param says what a reader of {@code GET /} is told
 */
record Route(String path, String says, Handler<RoutingContext> manner) {}

FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /build
COPY pom.xml ./
COPY .mvn .mvn
COPY conf conf
COPY src src
# The cache is made below, by the JVM that uses it.
RUN mvn -q -B -DskipTests -Dexec.skip package \
    # Netty loads its native code from here; unpacking it at run time would need a writable file system.
    && mkdir lib \
    && cd lib \
    && jar xf ../target/gather.jar META-INF/native \
    && mv META-INF/native/*.so . \
    && rm -r META-INF

# Runs as fast as 17 and starts faster: README, "Run in production", has the figures.
FROM eclipse-temurin:25-jre
RUN groupadd --gid 10001 gather && useradd --uid 10001 --gid gather --no-create-home --shell /usr/sbin/nologin gather
WORKDIR /app
COPY --from=build /build/lib lib
COPY --from=build /build/target/gather.jar gather.jar
# What ten thousand fetches load and run, written down for every start. It fits this JVM, this jar and this collector only,
# and the options are those of the entry point.
RUN ["java", \
    "-XX:AOTCacheOutput=/app/gather.aot", \
    "-Xlog:disable", \
    "-Xlog:all=error:stderr", \
    "-XX:+UseSerialGC", \
    "-Djava.library.path=/app/lib", \
    "-Dvertx.disableFileCaching=true", \
    "-Dvertx.disableFileCPResolving=true", \
    "-jar", "/app/gather.jar", "rehearse"]
USER 10001:10001

# Without a key of its own the service makes one and prints it at its first start; GATHER_KEYS_FILE on a volume keeps it.
ENV GATHER_LISTEN=0.0.0.0:8080 \
    GATHER_GENERATE_KEY=true
EXPOSE 8080

# Bash alone asks: the image has no curl, and a second JVM would cost more than the service.
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 \
    CMD ["bash", "-c", "at=${GATHER_MANAGEMENT_LISTEN:-$GATHER_LISTEN}; exec 3<>/dev/tcp/127.0.0.1/${at##*:} && printf 'GET /livez HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && read -r -t 2 line <&3 && [[ $line == *' 200 '* ]]"]

# Serial has the least memory and loses no speed: with a heap of 256 MiB, two cores and calls of 10 000 URLs 1.01 and 1.04
# times the speed of G1 (two runs of 14 and 16 rounds; Parallel 0.90 and 1.09, so that much is noise), and 222 MiB resident
# to its 282 and Parallel's 341. With many cores and a heap of gigabytes its pauses are the longest: measure there.
# Exec form: SIGTERM reaches Java. Nothing is written to disk: no performance data, no file cache, no unpacked libraries.
ENTRYPOINT ["java", \
    "-XX:AOTCache=/app/gather.aot", \
    "-XX:+UseSerialGC", \
    "-XX:+ExitOnOutOfMemoryError", \
    "-XX:MaxRAMPercentage=70", \
    "-XX:-UsePerfData", \
    "-Djava.library.path=/app/lib", \
    "-Dvertx.disableFileCaching=true", \
    "-Dvertx.disableFileCPResolving=true", \
    "-jar", "/app/gather.jar"]

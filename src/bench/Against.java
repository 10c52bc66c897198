import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Runs Gather against its own earlier jar, so that a regression shows as a ratio; or against itself with more instances
 * and more origins. The two jars take turns within each round, and who begins changes from round to round: what the
 * machine does meanwhile meets both, and only ratios within a round are compared. Every answer is checked, after the
 * clock has stopped. It ends what it started, also on Ctrl-C.
 */
public final class Against {
    private static final String USAGE = """
            java src/bench/Against.java EARLIER.jar NEW.jar [options]
            java src/bench/Against.java --scaling JAR [options]

              --rounds N     rounds, each with every measure of both jars (9)
              --warm S       seconds of warming for each jar (20)
              --bound X      worst ratio that is no regression (1.25)
              --only WORDS   only measures whose names have one of these words, with commas between
              --origin URL   an origin on loopback other than the jar's own: /text/N has N bytes of ASCII text,
                             /delay/MS answers after so many ms
              --jvm OPTIONS  for the JVM of the services (-Xmx2g)

            The exit code is 1 if the median of some ratio is worse than the bound, 2 if nothing could be measured.
            CPU time below 20 ticks of its clock, 0.2 s, is shown and has no bound.""";

    private Against() {}

    public static void main(String[] args) {
        System.exit(run(args));
    }

    private static int run(String[] args) {
        try (var started = new Started()) {
            Options options = Options.of(args);
            return options.scaling() ? new Scaling(options, started).run() : new Rounds(options, started).run();
        } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage() + "\n\n" + USAGE);
            return 2;
        } catch (Exception failed) {
            System.err.println("against: " + failed);
            return 2;
        }
    }

    /** What was asked on the command line. */
    private record Options(
            List<Path> jars,
            boolean scaling,
            int rounds,
            Duration warm,
            double bound,
            List<String> only,
            List<URI> origin,
            List<String> jvm) {
        static Options of(String[] args) {
            List<Path> jars = new ArrayList<>();
            Map<String, String> given = new LinkedHashMap<>(Map.of(
                    "--rounds",
                    "9",
                    "--warm",
                    "20",
                    "--bound",
                    "1.25",
                    "--only",
                    "",
                    "--origin",
                    "",
                    "--jvm",
                    "-Xmx2g"));
            boolean scaling = false;
            for (int i = 0; i < args.length; i++) {
                if (args[i].equals("--scaling")) {
                    scaling = true;
                } else if (given.containsKey(args[i]) && i + 1 < args.length) {
                    given.put(args[i], args[++i]);
                } else if (args[i].startsWith("-")) {
                    throw new IllegalArgumentException(args[i] + ": unknown, or without a value");
                } else {
                    jars.add(jar(args[i]));
                }
            }
            int expected = scaling ? 1 : 2;
            if (jars.size() != expected) {
                throw new IllegalArgumentException("jars: " + jars.size() + " (expected " + expected + ")");
            }
            int rounds = Integer.parseInt(given.get("--rounds"));
            if (rounds < 1) {
                throw new IllegalArgumentException("--rounds: " + rounds + " (expected 1 or more)");
            }
            List<String> only = words(given.get("--only"), ",");
            if (Measure.of(only).isEmpty()) {
                throw new IllegalArgumentException("--only: " + given.get("--only") + " (expected a word of a measure:"
                        + Measure.ALL.stream().map(Measure::name).collect(Collectors.joining("; ", " ", ")")));
            }
            return new Options(
                    List.copyOf(jars),
                    scaling,
                    rounds,
                    Duration.ofSeconds(Long.parseLong(given.get("--warm"))),
                    Double.parseDouble(given.get("--bound")),
                    only,
                    words(given.get("--origin"), ",").stream().map(URI::create).toList(),
                    words(given.get("--jvm"), " "));
        }

        private static Path jar(String name) {
            Path jar = Path.of(name).toAbsolutePath();
            if (!Files.isRegularFile(jar)) {
                throw new IllegalArgumentException(name + ": no such file");
            }
            return jar;
        }

        private static List<String> words(String text, String separator) {
            return Arrays.stream(text.split(separator))
                    .filter(word -> !word.isBlank())
                    .toList();
        }
    }

    /** What one measure gave in one round: figures of both jars, the same ones in the same order. */
    private record Pair(List<Figure> earlier, List<Figure> later) {
        double ratio(int which) {
            return later.get(which).cost() / earlier.get(which).cost();
        }

        boolean bounded(int which) {
            return later.get(which).bounded() && earlier.get(which).bounded();
        }
    }

    /** Both jars, in turns. */
    private static final class Rounds {
        private final Options options;
        private final Started started;
        private final List<Measure> measures;

        /** A pair for each round. */
        private final Map<Measure, List<Pair>> pairs = new LinkedHashMap<>();

        Rounds(Options options, Started started) {
            this.options = options;
            this.started = started;
            this.measures = Measure.of(options.only());
        }

        int run() throws Exception {
            URI origin = options.origin().isEmpty()
                    ? started.origin(options.jars().get(1))
                    : options.origin().get(0);
            List<Service> services = new ArrayList<>();
            for (Path jar : options.jars()) {
                services.add(started.service(jar, options.jvm(), 0));
            }
            for (Service service : services) {
                warm(service, origin);
            }
            for (int round = 0; round < options.rounds(); round++) {
                for (Measure measure : measures) {
                    measure(measure, services, origin, round % 2);
                }
                System.err.println("round " + (round + 1) + " of " + options.rounds());
            }
            return print();
        }

        private void warm(Service service, URI origin) throws Exception {
            long end = System.nanoTime() + options.warm().toNanos();
            do {
                for (Measure measure : measures) {
                    if (measure.warms()) {
                        List<Figure> unused = measure.take(service, origin);
                    }
                }
            } while (System.nanoTime() - end < 0);
        }

        private void measure(Measure measure, List<Service> services, URI origin, int beginner) throws Exception {
            List<Figure> first = measure.take(services.get(beginner), origin);
            List<Figure> second = measure.take(services.get(1 - beginner), origin);
            Pair pair = beginner == 0 ? new Pair(first, second) : new Pair(second, first);
            pairs.computeIfAbsent(measure, any -> new ArrayList<>()).add(pair);
        }

        private int print() {
            boolean worse = false;
            System.out.println(
                    "Ratios are of cost, the new jar's to the earlier one's: above 1.00 the new one is worse.\n");
            System.out.printf("%-52s %10s %10s  %5s  %s%n", "", "earlier", "new", "ratio", "least and most");
            for (Map.Entry<Measure, List<Pair>> entry : pairs.entrySet()) {
                System.out.println(entry.getKey().name());
                for (int i = 0; i < entry.getValue().get(0).earlier().size(); i++) {
                    worse |= printFigure(entry.getValue(), i);
                }
            }
            System.out.println(
                    worse ? "\nWorse than the bound, x" + options.bound() + "." : "\nNothing is worse than the bound.");
            return worse ? 1 : 0;
        }

        private boolean printFigure(List<Pair> rounds, int which) {
            double[] ratios = rounds.stream()
                    .mapToDouble(pair -> pair.ratio(which))
                    .sorted()
                    .toArray();
            boolean bounded = rounds.stream().allMatch(pair -> pair.bounded(which));
            boolean worse = bounded && median(ratios) > options.bound();
            Figure first = rounds.get(0).earlier().get(which);
            System.out.printf(
                    Locale.ROOT,
                    "  %-50s %10s %10s  %5.2f  %.2f %.2f%s%n",
                    first.name(),
                    first.shown(median(rounds, Pair::earlier, which)),
                    first.shown(median(rounds, Pair::later, which)),
                    median(ratios),
                    ratios[0],
                    ratios[ratios.length - 1],
                    worse ? "  worse" : bounded ? "" : "  no bound");
            return worse;
        }

        private static double median(List<Pair> rounds, Function<Pair, List<Figure>> whose, int which) {
            return median(rounds.stream()
                    .mapToDouble(pair -> whose.apply(pair).get(which).value())
                    .sorted()
                    .toArray());
        }

        static double median(double[] sorted) {
            int middle = sorted.length / 2;
            return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        }
    }

    /** One jar with 1, 2 and 4 instances before 1, 2 and 4 origins, asked by one caller and by eight at once. */
    private static final class Scaling {
        private static final int[] STEPS = {1, 2, 4};
        private static final int[] CALLERS = {1, 8};
        private static final int URLS_PER_CALL = 5_000;

        private final Options options;
        private final Started started;

        Scaling(Options options, Started started) {
            this.options = options;
            this.started = started;
        }

        int run() throws Exception {
            Path jar = options.jars().get(0);
            List<URI> origins = new ArrayList<>(options.origin());
            while (origins.size() < STEPS[STEPS.length - 1]) {
                origins.add(started.origin(jar));
            }
            System.out.printf("%9s %8s %8s %10s %16s%n", "instances", "origins", "callers", "URLs/s", "CPU us per URL");
            for (int instances : STEPS) {
                Service service = started.service(jar, options.jvm(), instances);
                warm(service, origins);
                for (int some : STEPS) {
                    for (int callers : CALLERS) {
                        print(instances, some, callers, rates(service, origins.subList(0, some), callers));
                    }
                }
                started.end(service);
            }
            return 0;
        }

        private void warm(Service service, List<URI> origins) throws Exception {
            long end = System.nanoTime() + options.warm().toNanos();
            while (System.nanoTime() - end < 0) {
                List<Figure> unused = atOnce(service, origins, CALLERS[1]);
            }
        }

        /** The medians of all rounds. */
        private List<Figure> rates(Service service, List<URI> origins, int callers) throws Exception {
            List<List<Figure>> rounds = new ArrayList<>();
            for (int round = 0; round < options.rounds(); round++) {
                rounds.add(atOnce(service, origins, callers));
            }
            return IntStream.range(0, 2)
                    .mapToObj(which -> rounds.get(0)
                            .get(which)
                            .with(Rounds.median(rounds.stream()
                                    .mapToDouble(figures -> figures.get(which).value())
                                    .sorted()
                                    .toArray())))
                    .toList();
        }

        private static List<Figure> atOnce(Service service, List<URI> origins, int callers) throws Exception {
            Call call = Call.of(origins, "/text/1024", URLS_PER_CALL, 64, Form.GATHERED, 1_024);
            return Measure.timed(service, callers * URLS_PER_CALL, callers, connection -> connection.ask(call));
        }

        private static void print(int instances, int origins, int callers, List<Figure> figures) {
            System.out.printf(
                    "%9d %8d %8d %10s %16s%n",
                    instances,
                    origins,
                    callers,
                    figures.get(0).shown(figures.get(0).value()),
                    figures.get(1).shown(figures.get(1).value()));
        }
    }

    /** One number of one measure; without a bound, it is shown and cannot be worse. */
    private record Figure(String name, double value, boolean moreIsBetter, boolean bounded) {
        /** Twenty ticks of the clock of processor time, which counts hundredths of a second: good to a twentieth. */
        private static final double LEAST_CPU_MICROS = 200_000;

        static Figure more(String name, double value) {
            return new Figure(name, value, true, true);
        }

        static Figure less(String name, double value) {
            return new Figure(name, value, false, true);
        }

        /** Processor time for each of so many. */
        static Figure cpu(String name, double micros, int count) {
            return new Figure(name, micros / count, false, micros >= LEAST_CPU_MICROS);
        }

        Figure with(double other) {
            return new Figure(name, other, moreIsBetter, bounded);
        }

        Figure unbounded() {
            return new Figure(name, value, moreIsBetter, false);
        }

        double cost() {
            return moreIsBetter ? 1 / value : Math.max(value, 1e-9);
        }

        String shown(double number) {
            return String.format(Locale.ROOT, number >= 1_000 ? "%.0f" : number >= 10 ? "%.1f" : "%.3f", number);
        }
    }

    /** Something that is done with one service, in figures: always the same ones, in the same order. */
    private interface Measure {
        List<Measure> ALL = List.of(
                new ManyUrls("10 000 x 1 KiB, c=64, gathered", "/text/1024", 10_000, 64, Form.GATHERED, 1_024, 1),
                new ManyUrls("10 000 x 1 KiB, c=64, NDJSON", "/text/1024", 10_000, 64, Form.LINES, 1_024, 1),
                new ManyUrls("1 000 x 16 KiB, c=64, gathered", "/text/16384", 1_000, 64, Form.GATHERED, 16_384, 8),
                new ManyUrls("100 x 1 MiB, c=16, gathered", "/text/1048576", 100, 16, Form.GATHERED, 1 << 20, 3),
                new Waits(100, 2),
                new Waits(1_000, 4),
                new OneUrl(1, 2_000),
                new OneUrl(32, 250),
                new StartUp());

        /** Those whose names have one of these words; without words, all. */
        static List<Measure> of(List<String> words) {
            return ALL.stream()
                    .filter(measure -> words.isEmpty() || words.stream().anyMatch(measure.name()::contains))
                    .toList();
        }

        String name();

        List<Figure> take(Service service, URI origin) throws Exception;

        /** Whether the service is the warmer for it. */
        default boolean warms() {
            return true;
        }

        /** URLs a second and CPU for each, of calls at once on a connection each. */
        static List<Figure> timed(Service service, int urls, int connections, Asking asking) throws Exception {
            Duration cpu = service.cpu();
            long start = System.nanoTime();
            List<Answer> answers = service.atOnce(connections, asking);
            double seconds = (System.nanoTime() - start) / 1e9;
            double cpuMicros = service.cpu().minus(cpu).toNanos() / 1e3;
            for (Answer answer : answers) {
                answer.check();
            }
            return List.of(Figure.more("URLs/s", urls / seconds), Figure.cpu("CPU us per URL", cpuMicros, urls));
        }
    }

    /** One call after the other, each with many URLs. */
    private record ManyUrls(String name, String path, int urls, int concurrency, Form form, int bodyBytes, int calls)
            implements Measure {
        @Override
        public List<Figure> take(Service service, URI origin) throws Exception {
            Call call = Call.of(List.of(origin), path, urls, concurrency, form, bodyBytes);
            double[] sums = new double[2];
            for (int i = 0; i < calls; i++) {
                List<Figure> one = Measure.timed(service, urls, 1, connection -> connection.ask(call));
                sums[0] += 1 / one.get(0).value();
                sums[1] += one.get(1).value();
            }
            return List.of(
                    Figure.more("URLs/s", calls / sums[0]), Figure.cpu("CPU us per URL", sums[1] * urls, calls * urls));
        }
    }

    /** 1 000 URLs of 100 ms each: what counts is the waiting, for which the processor does next to nothing. */
    private record Waits(int concurrency, int calls) implements Measure {
        private static final int URLS = 1_000;
        private static final double WAIT_S = 0.1;

        @Override
        public String name() {
            return "1 000 x 100 ms, c=" + concurrency;
        }

        @Override
        public List<Figure> take(Service service, URI origin) throws Exception {
            var all = new ManyUrls(name(), "/delay/100", URLS, concurrency, Form.GATHERED, Call.ANY_LENGTH, calls);
            List<Figure> figures = all.take(service, origin);
            double idealS = WAIT_S * URLS / concurrency;
            return List.of(
                    Figure.less("x ideal", URLS / figures.get(0).value() / idealS),
                    figures.get(1).unbounded());
        }
    }

    /** Calls with one URL each, one after the other on each connection. */
    private record OneUrl(int connections, int callsEach) implements Measure {
        @Override
        public String name() {
            return "one URL, " + connections + (connections == 1 ? " connection" : " connections");
        }

        @Override
        public List<Figure> take(Service service, URI origin) throws Exception {
            Call call = Call.of(List.of(origin), "/text/1024", 1, 1, Form.GATHERED, 1_024);
            double[] millis = new double[connections * callsEach];
            Deque<Integer> numbers = new ConcurrentLinkedDeque<>();
            IntStream.range(0, connections).forEach(numbers::add);
            List<Figure> rates = Measure.timed(service, millis.length, connections, connection -> {
                int from = numbers.remove() * callsEach;
                Answer answer = connection.ask(call);
                for (int i = 0; i < callsEach; i++) {
                    long start = System.nanoTime();
                    answer = connection.ask(call);
                    millis[from + i] = (System.nanoTime() - start) / 1e6;
                    answer.check();
                }
                return answer;
            });
            Arrays.sort(millis);
            Figure half = Figure.less("p50 ms", Rounds.median(millis));
            return connections == 1
                    ? List.of(half) // too little CPU for a clock that counts hundredths of a second
                    : List.of(
                            Figure.more("calls/s", rates.get(0).value()),
                            half,
                            Figure.cpu("CPU us per call", rates.get(1).value() * millis.length, millis.length));
        }
    }

    /** A process of its own, from its start to its first right answer. */
    private record StartUp() implements Measure {
        @Override
        public String name() {
            return "start-up";
        }

        @Override
        public boolean warms() {
            return false;
        }

        @Override
        public List<Figure> take(Service service, URI origin) throws Exception {
            Call call = Call.of(List.of(origin), "/text/1024", 1, 1, Form.GATHERED, 1_024);
            long start = System.nanoTime();
            Service fresh = service.another();
            Answer answer = fresh.atOnce(1, connection -> connection.ask(call)).get(0);
            double millis = (System.nanoTime() - start) / 1e6;
            double cpuMillis = fresh.cpu().toNanos() / 1e6;
            answer.check();
            fresh.end();
            return List.of(Figure.less("ms to the first answer", millis), Figure.less("CPU ms", cpuMillis));
        }
    }

    /** What is done on one connection; the answer is the last one's. */
    private interface Asking {
        Answer on(Connection connection) throws IOException;
    }

    /** Every process that was started; none is left when this is closed or the program is stopped. */
    private static final class Started implements AutoCloseable {
        private static final Pattern READY = Pattern.compile("(?:listens|Test origin) on (http://[^\\s,]+)");
        private static final long READY_S = 60;
        private static final String JAVA =
                Path.of(System.getProperty("java.home"), "bin", "java").toString();

        private final Deque<Process> processes = new ConcurrentLinkedDeque<>();
        private final Path directory;
        private boolean over;

        Started() throws IOException {
            directory = Files.createTempDirectory("against");
            Runtime.getRuntime().addShutdownHook(new Thread(this::close));
        }

        /** A test origin on a port of its own. */
        URI origin(Path jar) throws Exception {
            return ready(start(List.of(JAVA, "-Xmx1g", "-jar", jar.toString(), "origin", "--port", "0")));
        }

        /** @param instances 0: as many as the service itself thinks fit */
        Service service(Path jar, List<String> jvm, int instances) throws Exception {
            List<String> command = new ArrayList<>(List.of(JAVA));
            command.addAll(jvm);
            command.addAll(List.of(
                    "-jar",
                    jar.toString(),
                    "--listen=127.0.0.1:0",
                    "--allow-nets=127.0.0.0/8",
                    "--instances=" + (instances == 0 ? "auto" : instances),
                    "--per-host-concurrency=1024",
                    "--in-flight-total=4096",
                    "--urls-per-call=10000",
                    "--response-budget-bytes=1GiB",
                    "--calls-per-minute-per-key=1000000000"));
            Process process = start(command);
            return new Service(process, ready(process), () -> service(jar, jvm, instances), this);
        }

        void end(Service service) throws InterruptedException {
            service.process.destroyForcibly();
            service.process.waitFor();
            processes.remove(service.process);
        }

        /** In an empty directory and without settings from the environment. */
        private synchronized Process start(List<String> command) throws IOException {
            if (over) {
                throw new IOException("stopped");
            }
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD);
            builder.environment().keySet().removeIf(name -> name.startsWith("GATHER_"));
            Process process = builder.start();
            processes.add(process);
            return process;
        }

        private static URI ready(Process process) throws Exception {
            return CompletableFuture.supplyAsync(() -> readyLine(process)).get(READY_S, TimeUnit.SECONDS);
        }

        private static URI readyLine(Process process) {
            try {
                BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    Matcher ready = READY.matcher(line);
                    if (ready.find()) {
                        return URI.create(ready.group(1));
                    }
                }
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
            throw new IllegalStateException("a process ended before it was ready; run its jar by hand to see why");
        }

        @Override
        public synchronized void close() {
            over = true;
            processes.forEach(Process::destroyForcibly);
            processes.forEach(process -> process.onExit().join());
            processes.clear();
            directory.toFile().delete();
        }
    }

    /** A running service and connections to it, which are kept. */
    private static final class Service {
        private final Process process;
        private final URI uri;
        private final Callable<Service> twin;
        private final Started started;
        private final List<Connection> connections = new ArrayList<>();

        Service(Process process, URI uri, Callable<Service> twin, Started started) {
            this.process = process;
            this.uri = uri;
            this.twin = twin;
            this.started = started;
        }

        /** Processor time of the process so far. */
        Duration cpu() {
            return process.info().totalCpuDuration().orElseThrow();
        }

        /** A new process of the same jar. */
        Service another() throws Exception {
            return twin.call();
        }

        void end() throws InterruptedException {
            started.end(this);
        }

        /** Does the same on so many connections at once; an answer lives until the connection's next. */
        List<Answer> atOnce(int count, Asking asking) throws Exception {
            while (connections.size() < count) {
                connections.add(new Connection(uri));
            }
            if (count == 1) {
                return List.of(asking.on(connections.get(0)));
            }
            ExecutorService threads = Executors.newFixedThreadPool(count);
            try {
                List<Callable<Answer>> tasks = connections.subList(0, count).stream()
                        .<Callable<Answer>>map(connection -> () -> asking.on(connection))
                        .toList();
                List<Answer> answers = new ArrayList<>();
                for (Future<Answer> answer : threads.invokeAll(tasks)) {
                    answers.add(answer.get());
                }
                return answers;
            } finally {
                threads.shutdown();
            }
        }
    }

    /** How an answer is asked for. */
    private enum Form {
        GATHERED("application/json"),
        LINES("application/x-ndjson");

        private final String accept;

        Form(String accept) {
            this.accept = accept;
        }
    }

    /** What one call asks for, and what its answer must then be. */
    private record Call(List<String> urls, Form form, int bodyBytes, byte[] request) {
        static final int ANY_LENGTH = -1;

        static Call of(List<URI> origins, String path, int count, int concurrency, Form form, int bodyBytes) {
            List<String> urls = IntStream.range(0, count)
                    .mapToObj(i -> origins.get(i % origins.size()).resolve(path) + "?i=" + i)
                    .toList();
            String body = urls.stream()
                    .collect(Collectors.joining(
                            "\",\"",
                            "{\"concurrency\":" + concurrency + ",\"per_host\":{\"concurrency\":" + concurrency
                                    + "},\"deadline_ms\":300000,\"dedupe\":false,\"urls\":[\"",
                            "\"]}"));
            String head = "POST /v1/fetch HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAccept: "
                    + form.accept + "\r\nContent-Length: " + body.length() + "\r\n\r\n";
            return new Call(urls, form, bodyBytes, (head + body).getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** A connection to a service, for one call after the other. */
    private static final class Connection {
        private static final int BUFFER_BYTES = 256 << 10;
        private static final int PATIENCE_MS = 60_000;

        private final Socket socket = new Socket();
        private final BufferedInputStream in;
        private byte[] body = new byte[BUFFER_BYTES];
        private int length;

        Connection(URI service) throws IOException {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MS);
            socket.connect(new InetSocketAddress(service.getHost(), service.getPort()));
            in = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
        }

        /** The whole answer; it is overwritten by the next. */
        Answer ask(Call call) throws IOException {
            socket.getOutputStream().write(call.request());
            String status = line();
            Map<String, String> headers = headers();
            length = 0;
            if (headers.containsKey("transfer-encoding")) {
                readChunks();
            } else {
                read(Integer.parseInt(headers.getOrDefault("content-length", "0")));
            }
            return new Answer(call, status, body, length);
        }

        private Map<String, String> headers() throws IOException {
            Map<String, String> headers = new LinkedHashMap<>();
            for (String line = line(); !line.isEmpty(); line = line()) {
                int colon = line.indexOf(':');
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
            return headers;
        }

        private void readChunks() throws IOException {
            for (int size = size(); size > 0; size = size()) {
                read(size);
                String unused = line();
            }
            String unused = line();
        }

        private int size() throws IOException {
            return Integer.parseInt(line(), 16);
        }

        private void read(int count) throws IOException {
            if (length + count > body.length) {
                body = Arrays.copyOf(body, Math.max(2 * body.length, length + count));
            }
            int read = in.readNBytes(body, length, count);
            if (read < count) {
                throw new IOException("an answer was cut");
            }
            length += count;
        }

        private String line() throws IOException {
            var line = new StringBuilder();
            for (int octet = in.read(); octet != '\n'; octet = in.read()) {
                if (octet < 0) {
                    throw new IOException("an answer was cut");
                }
                line.append((char) octet);
            }
            return line.toString().strip();
        }
    }

    /** The bytes of an answer, in the first {@code length} of an array. */
    private record Answer(Call call, String status, byte[] bytes, int length) {
        /** Every URL once, in order unless a stream was asked for, with status 200 and the whole body. */
        void check() {
            expect("status line", "HTTP/1.1 200 OK", status);
            List<Object> results = call.form() == Form.LINES ? lines() : gathered();
            expect("results", call.urls().size(), results.size());
            var seen = new BitSet();
            for (int i = 0; i < results.size(); i++) {
                Map<?, ?> result = (Map<?, ?>) results.get(i);
                int index = Integer.parseInt((String) result.get("index"));
                if (call.form() == Form.GATHERED) {
                    expect("index", i, index);
                }
                seen.set(index);
                check(index, result);
            }
            expect("results of different items", call.urls().size(), seen.cardinality());
        }

        private void check(int index, Map<?, ?> result) {
            expect("url", call.urls().get(index), result.get("url"));
            expect("status", "200", result.get("status"));
            if (call.bodyBytes() != Call.ANY_LENGTH) {
                expect(
                        "length of a body",
                        call.bodyBytes(),
                        String.valueOf(result.get("body")).length());
            }
        }

        private List<Object> gathered() {
            return list(((Map<?, ?>) new Json(bytes, length).value()).get("results"));
        }

        private List<Object> lines() {
            List<Object> lines = new Json(bytes, length).values();
            Object last = lines.remove(lines.size() - 1);
            expect("last line", "summary", ((Map<?, ?>) last).get("type"));
            return lines;
        }

        private static List<Object> list(Object value) {
            return new ArrayList<>((List<?>) value);
        }

        private static void expect(String what, Object expected, Object found) {
            if (!expected.equals(found)) {
                throw new IllegalStateException(what + ": " + found + " (expected " + expected + ")");
            }
        }
    }

    /** Reads JSON that is known to be right: objects as maps, arrays as lists, everything else as its text. */
    private static final class Json {
        private final byte[] text;
        private final int end;
        private int at;

        Json(byte[] text, int end) {
            this.text = text;
            this.end = end;
        }

        /** One value after the other. */
        List<Object> values() {
            List<Object> values = new ArrayList<>();
            while (peek() != 0) {
                values.add(value());
            }
            return values;
        }

        Object value() {
            return switch (peek()) {
                case '{' -> object();
                case '[' -> array();
                case '"' -> string();
                default -> word();
            };
        }

        private Map<String, Object> object() {
            Map<String, Object> object = new LinkedHashMap<>();
            at++;
            while (peek() != '}') {
                String name = string();
                skip(':');
                object.put(name, value());
                skip(',');
            }
            at++;
            return object;
        }

        private List<Object> array() {
            List<Object> array = new ArrayList<>();
            at++;
            while (peek() != ']') {
                array.add(value());
                skip(',');
            }
            at++;
            return array;
        }

        private String string() {
            var string = new StringBuilder();
            at++;
            while (text[at] != '"') {
                int from = at;
                while (text[at] != '"' && text[at] != '\\') {
                    at++;
                }
                string.append(new String(text, from, at - from, StandardCharsets.UTF_8));
                if (text[at] == '\\') {
                    string.append(escaped());
                }
            }
            at++;
            return string.toString();
        }

        private char escaped() {
            char kind = (char) text[at + 1];
            at += 2;
            if (kind != 'u') {
                int known = "nrtbf".indexOf(kind);
                return known < 0 ? kind : "\n\r\t\b\f".charAt(known);
            }
            at += 4;
            return (char) Integer.parseInt(new String(text, at - 4, 4, StandardCharsets.US_ASCII), 16);
        }

        private String word() {
            int from = at;
            while (at < end && ",]} \n".indexOf(text[at]) < 0) {
                at++;
            }
            return new String(text, from, at - from, StandardCharsets.US_ASCII);
        }

        private void skip(char separator) {
            if (peek() == separator) {
                at++;
            }
        }

        /** The next character that is no white space; 0 at the end. */
        private char peek() {
            while (at < end && text[at] <= ' ') {
                at++;
            }
            return at < end ? (char) text[at] : 0;
        }
    }
}

package dev.gather.net;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What it takes to let a URL in: from its text to what can be said against it without asking a name server. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class UrlAdmissionBenchmark {
    @Param({
        "https://www.example.com/articles/2026/11/a-page.html?page=2&sort=asc",
        "http://127.0.0.1:9000/text/1024?i=123",
        "http://[2606:4700::1111]/dns-query",
        "https://bücher.example/straße/größe?q=tür"
    })
    public String url;

    private Resolver resolver;
    private Gate gate;

    @Setup
    public void open() {
        var own = OwnAddresses.read();
        var settings = new NetSettings(
                List.of(), List.of(), List.of(Cidr.parse("127.0.0.0/8")), List.of(), Ports.DEFAULT, List.of());
        resolver = new Resolver(settings.dnsServers());
        gate = new Gate(settings, own, new Listeners(own), resolver, false);
    }

    @TearDown
    public void close() {
        resolver.close();
    }

    @Benchmark
    public Target parse() throws InvalidUrl {
        return Target.parse(url);
    }

    @Benchmark
    public @Nullable Refusal parseAndCheck() throws InvalidUrl {
        return gate.check(Target.parse(url));
    }
}

package dev.gather.net;

import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.Warmup;

/** The word on one address, over the whole table of special ones and a hole of the operator's. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class AddressVerdictBenchmark {
    @Param({"1.1.1.1", "127.0.0.1", "169.254.169.254", "2606:4700::1111", "64:ff9b::a00:1"})
    public String literal;

    private AddressPolicy policy;
    private InetAddress address;

    @Setup
    public void read() {
        policy = new AddressPolicy(List.of(Cidr.parse("127.0.0.0/8")), List.of(), OwnAddresses.read());
        address = Objects.requireNonNull(IpLiterals.parse(literal));
    }

    @Benchmark
    public Verdict judge() {
        return policy.judge(address);
    }
}

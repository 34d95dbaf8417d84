// Two networks against each other: a generator learns to make points like those of eight normal clouds on a circle, a discriminator to
// tell them apart; one compiled step trains both.
using FuncNet;

const int Clouds = 8;
const double Deviation = 0.05;
bool quick = Environment.GetEnvironmentVariable("FUNCNET_QUICK") == "1";

Dataset real = Datasets.Blobs(classes: Clouds, count: 8_192, noise: Deviation, seed: 1);
Network generator = Network.Input(8).Dense(64).Relu().Dense(64).Relu().Dense(2).Build(seed: 1);
Network discriminator = Network.Input(2).Dense(64).LeakyRelu(0.2).Dense(64).LeakyRelu(0.2).Dense(1).Build(seed: 2);

Optimizer optimizer = Optimizers.Adam(1e-3, beta1: 0.5, beta2: 0.9);

JointResult run = generator
    .TrainAgainst(discriminator, real)
    .Minimize(AdversarialLosses.Wasserstein(penalty: 0.1))
    .DiscriminatorSteps(3)
    .With(generator: optimizer, discriminator: optimizer)
    .Epochs(quick ? 30 : 70)
    .BatchSize(128)
    .Seed(1)
    .Run(Console.Out);

// How many points are within three deviations of each centre; the centres stand at equal angles on the circle of radius 1.
int[] near = new int[Clouds];
foreach (float[] point in run.Network("generator").Sample(count: 2_000, seed: 2).ToArray<float>().Chunk(2))
{
    double angle = Math.Atan2(point[1], point[0]) / (2 * Math.PI / Clouds);
    int cloud = ((int)Math.Round(angle) + Clouds) % Clouds;
    double x = point[0] - Math.Cos(2 * Math.PI * cloud / Clouds);
    double y = point[1] - Math.Sin(2 * Math.PI * cloud / Clouds);
    near[cloud] += Math.Sqrt(x * x + y * y) < 3 * Deviation ? 1 : 0;
}

int covered = near.Count(count => count >= 40);
Console.WriteLine($"points near each centre: {string.Join(", ", near)} of 2,000; modes covered: {covered} of {Clouds}");
return covered >= Clouds - 1 ? 0 : 1;

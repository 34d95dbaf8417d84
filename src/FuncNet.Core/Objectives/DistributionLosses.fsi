namespace FuncNet

/// Losses of counts and of distributions.
[<AutoOpen>]
module DistributionLosses =

    [<RequireQualifiedAccess>]
    module Loss =

        /// e^x − t·x: −ln of the Poisson probability of the count t at the rate e^x, without its constant ln t! (PyTorch's
        /// PoissonNLLLoss). It overflows for log-rates x over 88 in float32, 709 in float64. target: at least 0, in the shape of the
        /// prediction; [n] for [n; 1].
        val poisson: Loss

        /// y − t ln(y + 10⁻⁸): the same from rates y > 0 (PyTorch's PoissonNLLLoss with log_input = False).
        val poissonOfRates: Loss

        /// KL(t‖q) = Σ_c t_c (ln t_c − ln q_c), with 0 ln 0 = 0 (Kullback and Leibler 1951; PyTorch's KLDivLoss with reduction
        /// "batchmean"). prediction: logarithms ln q [batch; …; classes], as Tensor.logSoftmax gives them; target: a distribution in
        /// that shape, or int32 labels [batch; …].
        val klDivergence: Loss

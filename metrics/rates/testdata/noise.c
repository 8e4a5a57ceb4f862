// Uncoupled LIF or QIF neurons in white and filtered noise. Usage:
//   noise KIND MU SIGMA S TAU_S T_REF DT NEURONS SECONDS [SEED]
// with times in ms and tau_m = 10 ms. Three copies of each neuron, with mean inputs MU - .05, MU and MU + .05,
// share their noise. Prints rate (Hz), its standard error, slope of the rate (Hz per unit input), its standard error.
#include <stdio.h>
#include <stdlib.h>
#include <math.h>
#include <string.h>
#include <stdint.h>
static uint64_t st[2]={88172645463325252ull,1234567};
static inline uint64_t rn(){uint64_t a=st[0],b=st[1];st[0]=b;a^=a<<23;st[1]=a^b^(a>>17)^(b>>26);return st[1]+b;}
static inline double un(){return ((rn()>>11)+0.5)*0x1p-53;}
static double sp;static int has;
static inline double gs(){if(has){has=0;return sp;}double u,v,q;do{u=2*un()-1;v=2*un()-1;q=u*u+v*v;}while(q>=1||q==0);q=sqrt(-2*log(q)/q);sp=v*q;has=1;return u*q;}
int main(int c,char**a){
  int qif=!strcmp(a[1],"qif"); double mu=atof(a[2]),sg=atof(a[3]),s=atof(a[4]),ts=atof(a[5]),tr=atof(a[6]),dt=atof(a[7]);
  int n=atoi(a[8]); if(c>10)st[1]+=2654435761ull*(uint64_t)atol(a[10]); for(int i=0;i<20;i++)rn(); double T=1000*atof(a[9]),burn=300,d=.05;
  double h=dt/10,oa=exp(-dt/ts),ob=sqrt(1-oa*oa),e=exp(-h),we=sg*sqrt((1-e*e)/2),wq=sg*sqrt(h),bridge=sg>0?-2/(sg*sg*h):0;
  double sum=0,sq=0,gsum=0,gsq=0;
  for(int i=0;i<n;i++){
    double v[3],until[3]={-1,-1,-1},y=gs(),t=0; long k[3]={0,0,0};
    v[0]=v[1]=v[2]=un();
    while(t<T+burn){
      double y0=y; y=oa*y+ob*gs(); t+=dt;
      double g=sg>0?gs():0, u=sg>0?un():1, lu=0; int hl=0;
      double ym=(y+y0)/2;
      for(int j=0;j<3;j++){
        if(t<until[j])continue;
        double in=mu+(j-1)*d+s*ym;
        if(!qif){
          double w=v[j]*e+in*(1-e)+we*g; int f=w>=1;
          if(!f&&sg>0){double x=bridge*(1-v[j])*(1-w); if(x>-40){ if(!hl){lu=log(u);hl=1;} f=lu<x; }}
          v[j]=w;
          if(f){v[j]=0;if(t>burn)k[j]++;until[j]=t+tr;}
        } else {
          double x=v[j],z=wq*g,k1=x*x+in,vp=x+h*k1+z,k2=vp*vp+in; x+=h*(k1+k2)/2+z; v[j]=x;
          if(x>30){double rest=1/x+1.0/30; v[j]=-30; if(t>burn)k[j]++; until[j]=t+tr+rest*10;}
        }
      }
    }
    double r=k[1]/T*1000,q=(k[2]-k[0])/T*1000/(2*d); sum+=r;sq+=r*r;gsum+=q;gsq+=q*q;
  }
  double m=sum/n,gm=gsum/n;
  printf("%.4f %.4f %.4f %.4f\n",m,sqrt((sq/n-m*m)/(n-1)),gm,sqrt((gsq/n-gm*gm)/(n-1)));
}
